import { ICON_SHAPES } from "./icon_shapes";

/** A picture beside a word, or on a button that has a label of its own: so it is silent. */
export function Icon({ name, size = 20 }: { name: string; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {(ICON_SHAPES[name] ?? []).map(([Tag, attributes]) => (
        // @ts-expect-error: the tags are those of SVG shapes
        <Tag {...attributes} />
      ))}
    </svg>
  );
}

interface IconButtonProps {
  icon: string;
  label: string;
  onClick: (event: MouseEvent) => void;
  pressed?: boolean;
  disabled?: boolean;
  class?: string;
  size?: number;
  tabIndex?: number;
  expanded?: boolean;
}

/** A button that shows an icon alone; its label is read aloud, and shown when the mouse rests on it. */
export function IconButton(props: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${props.class ?? ""}`}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      disabled={props.disabled}
      tabIndex={props.tabIndex}
      onClick={props.onClick}
    >
      <Icon name={props.icon} size={props.size} />
    </button>
  );
}
