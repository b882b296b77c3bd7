import { useEffect, useState } from "preact/hooks";
import { useQuietChat } from "./context";
import { hueOf, initials } from "./names";

interface AvatarProps {
  name: string;
  size?: "" | "small" | "large";
  picture?: boolean;
}

/** A person's picture where it was asked for, or else the initials on the name's colour. */
export function Avatar({ name, size = "", picture = false }: AvatarProps) {
  const chat = useQuietChat();
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    if (picture) void chat.session.pictures.of(name).then((found) => here && setAddress(found));
    return () => void (here = false);
  }, [name, picture]);
  return (
    <span class={`avatar ${size} hue-${hueOf(name)}`} aria-hidden="true">
      {address ? <img src={address} alt="" /> : initials(name)}
    </span>
  );
}
