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
    <dl>\(status.metrics.map(tile).joined())</dl>
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

  // MARK: Metrics

  private func tile(_ metric: Metric) -> String {
    let mark = metric.isAlarming ? " class=\"bad\"" : ""
    let parts = metric.parts.filter { $0.value > 0 }.map { part in
      "\(HTMLText.escape(part.label)) \(text(part.value, metric))"
    }
    let split = parts.isEmpty ? "" : "<small>\(parts.joined(separator: " · "))</small>"
    return "<div\(mark)><dt>\(metric.title)</dt><dd>\(text(metric.total, metric))\(split)</dd></div>"
  }

  private func text(_ value: Double, _ metric: Metric) -> String {
    switch metric.unit {
    case nil: Metric.text(of: value)
    case .seconds: Self.duration(value)
    case .secondsSince1970: Self.duration(status.takenAt.timeIntervalSince1970 - value)
    }
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

extension Metric {
  /// The sum over all processes; of times, the earliest.
  fileprivate var total: Double {
    let values = samples.map(\.value)
    return unit == .secondsSince1970 ? values.min() ?? 0 : values.reduce(0, +)
  }

  /// The sums over all processes for each value of the metric's own label, in order; none without such a label.
  fileprivate var parts: [(label: String, value: Double)] {
    var parts: [(label: String, value: Double)] = []
    for sample in samples {
      guard let label = sample.ownLabel else { continue }
      if let position = parts.firstIndex(where: { $0.label == label }) {
        parts[position].value += sample.value
      } else {
        parts.append((label, sample.value))
      }
    }
    return parts
  }

  /// Whether a value that calls for attention is above 0.
  fileprivate var isAlarming: Bool {
    switch alarm {
    case .none: false
    case .anyValue: samples.contains { $0.value > 0 }
    case .label(let label): samples.contains { $0.ownLabel == label && $0.value > 0 }
    }
  }
}

extension Metric.Sample {
  fileprivate var ownLabel: String? { labels.last { $0.name != Metric.processLabel }?.value }
}
