extension StatusDocument {
  /// The style sheet, embedded in the page to save a request; light or dark as the reader's system.
  static let style = """
    :root{color-scheme:light dark;--line:#8883;--soft:#8881;--quiet:#777;--bad:#c33;--busy:#2a7;--task:#b70}
    *{box-sizing:border-box}
    body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:60rem}
    header{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 1rem}
    h1{font-size:1.5rem;margin:0}
    h2{font-size:1.05rem;margin:0}
    p{margin:.2rem 0;color:var(--quiet)}
    dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.5rem;margin:1rem 0}
    dl div{border:1px solid var(--line);border-radius:.5rem;padding:.4rem .7rem}
    dt{font-size:.8rem;color:var(--quiet)}
    dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
    small{display:block;font-size:.75rem;color:var(--quiet)}
    .bad dd,.stale{color:var(--bad)}
    section{border:1px solid var(--line);border-radius:.5rem;padding:.7rem;margin:0 0 1rem}
    table{width:100%;table-layout:fixed;border-collapse:collapse;margin-top:.4rem}
    th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-top:1px solid var(--line)}
    th{font-size:.8rem;font-weight:normal;color:var(--quiet);border:0}
    td:nth-child(-n+3){white-space:nowrap;font-variant-numeric:tabular-nums}
    th:nth-child(1){width:4.5rem}
    th:nth-child(2){width:9rem}
    th:nth-child(3){width:6.5rem}
    td:last-child{padding-right:0}
    code{font-size:.85rem;overflow-wrap:anywhere}
    .idle td,.ended td{color:var(--quiet)}
    .receiving span,.responding span{color:var(--busy)}
    .running_task span{color:var(--task)}
    @media(max-width:32rem){
    th,td{padding-right:.4rem}
    th:nth-child(1){width:3.6rem}
    th:nth-child(2){width:8.2rem}
    th:nth-child(3){width:4.8rem}
    }
    """
}
