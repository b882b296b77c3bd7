/** A menu at a button or at the mouse: walked by arrows and letters, closed by Escape and by a click elsewhere. */

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";

export interface MenuItem {
  icon?: string;
  label: string;
  run: () => void;
  danger?: boolean;
}

interface OpenMenu {
  items: readonly MenuItem[];
  x: number;
  y: number;
  from: HTMLElement | null;
}

const menu = signal<OpenMenu | null>(null);

export function openMenu(event: MouseEvent, items: readonly MenuItem[]): void {
  const from = event.currentTarget as HTMLElement;
  const box = from.getBoundingClientRect();
  const atMouse = event.type === "contextmenu";
  menu.value = { items, x: atMouse ? event.clientX : box.left, y: atMouse ? event.clientY : box.bottom + 4, from };
}

export function closeMenu(): void {
  const from = menu.value?.from;
  menu.value = null;
  if (from?.isConnected) from.focus();
}

export function Menu() {
  const open = menu.value;
  return open ? <MenuBox key={`${open.x} ${open.y}`} {...open} /> : null;
}

function MenuBox({ items, x, y }: OpenMenu) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
    element.style.top = `${y + height > innerHeight - 8 ? Math.max(8, y - height - 40) : y}px`;
    element.querySelector("button")?.focus();
  }, []);
  useEffect(() => {
    const away = (event: MouseEvent) => !box.current?.contains(event.target as Node) && (menu.value = null);
    addEventListener("pointerdown", away, true);
    return () => removeEventListener("pointerdown", away, true);
  }, []);
  const choose = (item: MenuItem) => {
    closeMenu();
    item.run();
  };
  return (
    <div class="menu" role="menu" ref={box} onKeyDown={walk}>
      {items.map((item) => (
        <button key={item.label} role="menuitem" tabIndex={-1} class={item.danger ? "danger" : ""} onClick={() => choose(item)}>
          {item.icon && <Icon name={item.icon} size={16} />}
          {item.label}
        </button>
      ))}
    </div>
  );
}

function walk(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else if (event.key in steps) all[(at + steps[event.key]! + all.length) % all.length]?.focus();
  else if (event.key.length === 1 && event.key !== " ")
    all.find((each, place) => place > at && each.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
