/**
 * Lets go of what was drawn before.
 *
 * A component that draws itself anew gets another vnode, but the properties of its parent still hold the first one,
 * with the first tree. A row that is in many trees, drawn anew in one of them, leads from each tree to a later one: so
 * everything that was ever drawn would stay in memory, rows that were scrolled away with their elements. Nobody needs
 * the children of a vnode that another one has taken the place of.
 */

import { type Component, options, type VNode } from "preact";

/** Names that Preact has inside: the component of a vnode, and its children. */
interface Inside {
  __c?: Component | null;
  __k?: unknown;
}

const latest = new WeakMap<Component, VNode & Inside>();

export function dropOldTrees(): void {
  const before = options.diffed;
  options.diffed = (vnode: VNode & Inside) => {
    before?.(vnode);
    const component = vnode.__c;
    if (typeof vnode.type !== "function" || !component) return;
    const former = latest.get(component);
    if (former && former !== vnode) former.__k = null;
    latest.set(component, vnode);
  };
}
