/// <reference lib="dom" />
// This file makes elements: the few lines that stand in for a library.

type Child = Node | string | undefined

/** An element with attributes and children. Attributes that are undefined or false are left out; `true` is an empty one. */
export function h(
  tag: string,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: Child[]
): HTMLElement {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children) if (child !== undefined) element.append(child)
  return element
}

/** Replaces the children; the focus stays on the element with the same data-key. */
export function replaceChildren(container: HTMLElement, ...children: Child[]): void {
  const focused = document.activeElement
  const key = focused instanceof HTMLElement && container.contains(focused) ? focused.dataset.key : undefined
  container.replaceChildren(...children.filter(child => child !== undefined))
  if (key === undefined) return
  const same = Array.from(container.querySelectorAll<HTMLElement>('[data-key]')).find(element => element.dataset.key === key)
  same?.focus({ preventScroll: true })
}

/** `1 entry`, `2 entries`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}
