// Where a touch keyboard covers the page instead of shrinking it, the page shrinks itself, so that the way out and the
// last words stay in sight.

export function fitWindow(): void {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    document.body.style.height = `${Math.round(view.height)}px`;
    scrollTo(0, 0);
  };
  view.addEventListener("resize", () => view.scale === 1 && fit());
}
