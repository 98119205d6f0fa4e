import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The status as a web page.
///
/// The page loads nothing from elsewhere: no script, no font, no image.
struct StatusDocument {
  let status: ServiceStatus

  /// The number of seconds after which the browser reloads the page.
  static let refreshInterval = 2

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="refresh" content="\(Self.refreshInterval)">
    <title>Status</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <header><h1>Status</h1><p>\(HTMLText.escape(summary))</p></header>
    <dl>\(tiles)</dl>
    \(status.processes.map(section).joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private var summary: String {
    guard let manager = status.manager else { return "One process, without a manager." }
    let age = Self.duration(status.takenAt.timeIntervalSince(manager.startedAt))
    return "\(status.processes.count) of \(manager.processes) processes; the manager has run for \(age)."
  }

  // MARK: Sums

  private var tiles: String {
    let background = status.processes.map(\.application.background)
    let connections = status.processes.map(\.process)
    return [
      tile("Requests", count { $0.process.answeredRequests }),
      tile("4xx", count { $0.application.responses.clientError }),
      tile("5xx", count { $0.application.responses.serverError }, isAlarming: true),
      tile("Connections", connections.map(\.acceptedConnections).reduce(0, +)),
      tile("Active now", connections.map(\.activeConnections).reduce(0, +)),
      tile("Kept idle", connections.map(\.idleConnections).reduce(0, +)),
      tile("Tasks run", background.map(\.run).reduce(0, +)),
      tile("Task time", Self.duration(background.map(\.seconds).reduce(0, +))),
      tile("Tasks failed", background.map(\.failed).reduce(0, +), isAlarming: true),
      tile("Tasks timed out", background.map(\.timedOut).reduce(0, +), isAlarming: true),
      tile("Log lines dropped", count { $0.application.droppedLogLines }, isAlarming: true),
      status.manager.map { tile("Restarts", $0.restarts) } ?? "",
    ].joined()
  }

  private func count(_ value: (ProcessReport) -> Int) -> Int { status.processes.map(value).reduce(0, +) }

  private func tile(_ name: String, _ count: Int, isAlarming: Bool = false) -> String {
    tile(name, "\(count)", mark: isAlarming && count > 0 ? " class=\"bad\"" : "")
  }

  private func tile(_ name: String, _ value: String, mark: String = "") -> String {
    "<div\(mark)><dt>\(name)</dt><dd>\(value)</dd></div>"
  }

  // MARK: Processes

  private func section(_ report: ProcessReport) -> String {
    let process = report.process
    let facts = [
      "up \(Self.duration(process.takenAt.timeIntervalSince(process.startedAt)))",
      "\(process.answeredRequests) requests", "\(process.acceptedConnections) connections",
      "\(process.idleConnections) of at most \(process.keptConnectionLimit) kept",
    ]
    let stale = report.isStale ? " <strong class=\"stale\">not heard of for \(age(of: process))</strong>" : ""
    return """
      <section>
      <h2>Process \(process.processIdentifier)\(stale)</h2>
      <p>\(facts.joined(separator: " · "))</p>
      <table>
      <thead><tr><th>Worker</th><th>Doing</th><th>For</th><th>What</th></tr></thead>
      <tbody>
      \(process.workers.map { row($0, at: process.takenAt) }.joined(separator: "\n"))
      </tbody>
      </table>
      </section>
      """
  }

  private func age(of process: ProcessStatus) -> String {
    Self.duration(status.takenAt.timeIntervalSince(process.takenAt))
  }

  private func row(_ worker: WorkerStatus, at time: Date) -> String {
    let kind = worker.activity.kind
    let subject = worker.activity.subject.map { "<code>\(HTMLText.escape($0))</code>" } ?? ""
    return
      "<tr class=\"\(kind.label)\"><td>\(worker.number)</td><td><span>\(Self.words(for: kind))</span></td>"
      + "<td>\(Self.duration(time.timeIntervalSince(worker.since)))</td><td>\(subject)</td></tr>"
  }

  private static func words(for kind: WorkerActivity.Kind) -> String {
    switch kind {
    case .idle: "idle"
    case .receiving: "receiving"
    case .responding: "responding"
    case .runningTask: "background task"
    case .ended: "ended"
    }
  }

  /// Returns the time in two units at most, since `3 d 4 h 5 min 6 s` is hard to read.
  static func duration(_ interval: Double) -> String {
    let seconds = max(0, interval)
    if seconds < 10 { return "\((seconds * 10).rounded(.down) / 10) s" }
    let whole = Int(min(seconds, 1e12))
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    case ..<86_400: return "\(whole / 3600) h \(whole / 60 % 60) min"
    default: return "\(whole / 86_400) d \(whole / 3600 % 24) h"
    }
  }
}
