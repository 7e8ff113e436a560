"""How the page looks: on a desk, on a tablet, on a telephone and on paper."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light}body{font:15px/1.45 system-ui,sans-serif;color:#1f2933;margin:0;background:#f8f9fa}
main{max-width:1240px;margin:0 auto;padding:1rem}h1{margin:.2rem 0;font-size:1.6rem}
h2{margin:1.6rem 0 .5rem;border-bottom:2px solid #0b7285;padding-bottom:.2rem;font-size:1.25rem}
h3{margin:.1rem 0 .3rem;font-size:1.02rem}nav{display:flex;flex-wrap:wrap;gap:.1rem 1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.7rem;margin:1rem 0}
.card{background:#fff;border:1px solid #dee2e6;border-radius:6px;padding:.6rem .9rem}
.card b{display:block;font-size:1.3rem;font-variant-numeric:tabular-nums}.card .muted{font-size:.82rem}
table{border-collapse:collapse;background:#fff;width:100%;font-size:.86rem}th,td{border:1px solid #dee2e6;
padding:.25rem .45rem;text-align:left;vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.n,.d{white-space:nowrap}th{background:#e9ecef}:lang(zh) th{word-break:keep-all}
.late{color:#c92a2a;font-weight:600}.muted{color:#495057}
.wide{overflow-x:auto}section.option,section.style{background:#fff;border:1px solid #dee2e6;border-radius:6px;
margin:.6rem 0;padding:.6rem .9rem}section.style{display:flex;gap:.9rem;align-items:flex-start}.grow{flex:1;min-width:0}
section.style p{margin:.1rem 0 .4rem}table.sizes{width:auto;min-width:60%}table.sizes td{padding:.15rem .45rem}
tr.total td{background:#f1f3f5}tr.muted td{color:#868e96}ul.curve{margin:.4rem 0 0;padding-left:1.1rem;font-size:.82rem;
color:#495057}.thumb{width:96px;height:120px;object-fit:cover;border-radius:4px;background:#e9ecef}
.kind{display:inline-block;padding:0 .45rem;border-radius:3px;background:#e9ecef;white-space:nowrap;font-weight:600}
.kind.order{background:#d3f9d8}.kind.mark_down{background:#ffe3e3}.kind.hold{background:#e9ecef}
.kind.chase,.kind.answer{background:#fff3bf}table.today td:nth-child(2){min-width:9rem}
.pair{display:flex;flex-wrap:wrap;gap:.6rem;align-items:flex-start}svg{max-width:100%;height:auto}
details summary{cursor:pointer;color:#0b7285}details.fold{margin:.3rem 0}details.fold>summary h2{display:inline-block;
border:0;margin:.15rem 0;font-size:1.05rem}.assumed{background:#fff3bf;padding:.1rem .3rem;border-radius:3px}
ul.assumed{padding:.3rem 1.6rem}a:focus-visible,summary:focus-visible{outline:2px solid #0b7285;outline-offset:2px}
@media(max-width:640px){main{padding:.6rem}table.today,table.today tbody{display:block}
table.today tr:first-child{display:none}table.today tr{display:grid;grid-template-columns:1fr 1fr 1fr;
border:1px solid #dee2e6;border-radius:6px;margin:.5rem 0;padding:.4rem}table.today td{border:0;grid-column:1/-1}
table.today td.n{grid-column:auto;text-align:left}table.today td.n::before{content:attr(data-label);display:block;
color:#495057;font-size:.78rem}section.style{display:block}}
@media print{body{background:#fff;font-size:11px}nav{display:none}.wide{overflow:visible}
details::details-content{content-visibility:visible;height:auto}section.option,section.style,tr{break-inside:avoid}
h2{break-after:avoid}}
"""
