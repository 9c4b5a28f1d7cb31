package report

// pageStyle is for light and dark, phones and paper.
const pageStyle = `
:root{color-scheme:light dark;--ink:#111827;--soft:#4b5563;--line:#d1d5db;--paper:#fff;--box:#f3f4f6;--good:#15803d;
--bad:#b91c1c;--link:#1d4ed8}
@media (prefers-color-scheme:dark){:root{--ink:#f3f4f6;--soft:#cbd5e1;--line:#334155;--paper:#0f172a;--box:#1e293b;
--good:#4ade80;--bad:#fca5a5;--link:#93c5fd}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
.over,footer,small,caption{color:var(--soft)}.over{margin:0}
h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1.3rem;margin:0 0 .5rem}h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
.wide+section{margin-top:2.5rem}section+section{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:2rem}
.good{color:var(--good)}.bad{color:var(--bad)}a{color:var(--link)}
h1,h2,h3,p,li,dd,blockquote{overflow-wrap:anywhere}
td,th{overflow-wrap:break-word}
.facts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:0 0 1rem}.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0;font-weight:600}
.why{background:var(--box);border-left:4px solid var(--bad);border-radius:4px;padding:.5rem 1rem;margin:1rem 0}
.why p{margin:.5rem 0}.why h3{margin-top:1rem}
blockquote{margin:.25rem 0;padding-left:.75rem;border-left:2px solid var(--line)}
pre,code{font:.9em/1.45 ui-monospace,monospace}
pre{background:var(--box);border:1px solid var(--line);border-radius:4px;padding:.5rem .75rem;overflow-x:auto}
.wide{overflow-x:auto;margin:0}
figure{margin:0}figure svg{display:block;width:100%;max-width:58rem;height:auto}svg.phone{display:none}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;font-size:.85rem;padding-bottom:.25rem}
th,td{text-align:left;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;
min-width:3.5rem}
thead th{font-size:.85rem;color:var(--soft)}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.n:first-child{text-align:left}.tasks{padding-left:1.2rem}summary{cursor:pointer;color:var(--link)}
details{margin:.5rem 0}:focus-visible{outline:2px solid var(--link);outline-offset:2px}
footer{border-top:1px solid var(--line);margin-top:3rem;font-size:.85rem}
@media screen and (max-width:36rem){svg.broad{display:none}svg.phone{display:block}main{padding:1rem .75rem}
table{font-size:.8rem}thead th{font-size:.65rem}.wide th,.wide td{padding-right:.25rem;min-width:0}
.facts{gap:.5rem 1.25rem}}
@media print{body{font-size:11pt}main{max-width:none;padding:0}section,figure,tr{break-inside:avoid}
.wide{overflow:visible}}
`

// chartStyle is for light and dark. What a colour tells a pattern tells too.
const chartStyle = `
.paper{fill:#fff}.head{font:600 15px system-ui,sans-serif;fill:#111827}
.key,.tick,.name{font:12px system-ui,sans-serif;fill:#374151}.name{font-weight:600;fill:#111827}
.grid{stroke:#d1d5db;fill:none}.mark{stroke:#111827;stroke-dasharray:4 3;fill:none}
.d0{fill:#9ca3af}.d1{fill:#2563eb}.d2{fill:#0d9488}.d3{fill:#b45309}
.ink{fill:#e5e7eb}.line{stroke:#fde68a;fill:none}.wait{fill:#fef3c7}.dot{fill:#92400e}
.area{stroke:#ffffff;stroke-width:.75}.box{stroke:#6b7280;stroke-width:.75}
.said{fill:#6b7280}.lost{stroke:#dc2626;stroke-width:2.5;fill:none}
@media (prefers-color-scheme:dark){.paper{fill:#0f172a}.head,.name{fill:#f3f4f6}.key,.tick{fill:#cbd5e1}
.grid{stroke:#334155}.mark{stroke:#e5e7eb}.d0{fill:#64748b}.d1{fill:#60a5fa}.d2{fill:#2dd4bf}.d3{fill:#f59e0b}
.ink{fill:#94a3b8}.line{stroke:#78350f}.wait{fill:#422006}.dot{fill:#fcd34d}.area{stroke:#0f172a}.said{fill:#94a3b8}
.lost{stroke:#f87171}}
@media print{.paper{fill:#fff}}
`
