/** The mark: a key whose bit is a branch. Also in `app/icon.svg`. */
export function BrandMark() {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <circle cx="7.5" cy="16.5" r="4.2" />
      <path d="M10.6 13.4 19.5 4.5" />
      <path d="M15.2 8.8c1.3 1.7 2.7 2.2 4.6 1.9" />
      <circle cx="20.3" cy="3.7" r="0.6" fill="currentColor" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="brand">
      <BrandMark />
      <span className="brand-name">Git Tokens</span>
    </span>
  );
}
