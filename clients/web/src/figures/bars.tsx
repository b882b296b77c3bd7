/** Bars as SVG: one a day, or one an hour. What they show is said in words, too. */

const WIDTH = 600;
const HEIGHT = 120;
const FOOT = 16; // for the words under the bars

interface BarsProps {
  title: string;
  label: string; // read aloud instead of the bars
  values: readonly number[];
  names: readonly string[]; // what each is of
  format?: (value: number) => string;
}

export function Bars({ title, label, values, names, format = (value) => value.toLocaleString() }: BarsProps) {
  const most = Math.max(1, ...values);
  const step = WIDTH / values.length;
  const gap = Math.min(2, step / 4);
  return (
    <figure class="chart">
      <figcaption>{title} <small>{format(Math.max(0, ...values))}</small></figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label={label} preserveAspectRatio="none">
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} class="axis" />
        {values.map((value, at) => {
          const height = (value / most) * (HEIGHT - 4);
          return (
            <rect key={at} x={at * step + gap / 2} width={Math.max(1, step - gap)} y={HEIGHT - height} height={height}>
              <title>{`${names[at]}: ${format(value)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p class="chart-ends" aria-hidden="true"><span>{names[0]}</span><span>{names[names.length - 1]}</span></p>
    </figure>
  );
}
