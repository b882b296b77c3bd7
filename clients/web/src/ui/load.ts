/** Adds a style sheet of the page that is not needed at first, once. */
export function loadStyle(address: string): Promise<void> {
  const found = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].some(
    (link) => link.getAttribute("href") === address,
  );
  if (found) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}
