/// A metric of a service: its name and meaning, and its samples at one moment.
///
/// The status page, the text for Prometheus and the values for swift-metrics are renderings of it. ``ServiceStatus``
/// lists all of them (`ServiceMetrics.swift`).
struct Metric: Equatable, Sendable {
  /// The way in which the values change.
  enum Kind: String, Encodable, Sendable {
    /// The values only grow, from 0 at the beginning of the process.
    case counter
    /// The values rise and fall.
    case gauge
  }

  /// The unit of the values; a number of things if there is none.
  enum Unit: String, Encodable, Sendable {
    case seconds
    case secondsSince1970 = "seconds since 1970"
  }

  struct Label: Equatable, Sendable {
    let name: String
    let value: String
  }

  struct Sample: Equatable, Sendable {
    let labels: [Label]
    let value: Double
  }

  /// The values that the status page marks in red if they are above 0.
  enum Alarm: Equatable, Sendable {
    case none
    case anyValue
    /// Those whose label of their own has this value.
    case label(String)
  }

  /// The way in which swift-metrics gets the metric.
  enum Emission: Equatable, Sendable {
    /// The samples of this process, once a second.
    case eachSecond
    /// Each event when it happens, in finer detail than the samples.
    case eachEvent(EventMetric)
  }

  /// The name in full, such as `afterglow_requests_total`.
  let name: String
  let kind: Kind
  /// The name on the status page.
  let title: String
  /// The meaning in one sentence.
  let help: String
  let unit: Unit?
  let alarm: Alarm
  let emission: Emission
  let samples: [Sample]

  /// The name of the label that each sample of one process has.
  static let processLabel = "process"

  /// Returns the name of a metric of Afterglow in full.
  static func fullName(_ name: String) -> String { "afterglow_" + name }

  /// Returns a number without a fraction if it has none.
  static func text(of value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }

  /// The name for swift-metrics, whose backends add endings such as `_total` themselves.
  var emittedName: String {
    switch emission {
    case .eachEvent(let event): event.label
    case .eachSecond: name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
    }
  }
}

/// A metric that swift-metrics gets at each event.
enum EventMetric: String, CaseIterable, Sendable {
  case requests
  case requestDuration = "request_duration"
  case backgroundTasks = "background_tasks"
  case backgroundTaskDuration = "background_task_duration"

  /// The name for swift-metrics.
  var label: String { Metric.fullName(rawValue) }
}

extension Metric {
  /// Creates a metric of the service as a whole, with one value.
  init(
    _ name: String, _ kind: Kind, _ title: String, _ help: String, unit: Unit? = nil, alarm: Alarm = .none,
    value: Double
  ) {
    self.init(
      name: Self.fullName(name), kind: kind, title: title, help: help, unit: unit, alarm: alarm,
      emission: .eachSecond, samples: [Sample(labels: [], value: value)])
  }

  /// Creates a metric with one value for each process.
  init(
    _ name: String, _ kind: Kind, _ title: String, _ help: String, unit: Unit? = nil, alarm: Alarm = .none,
    emission: Emission = .eachSecond, of processes: [ProcessReport], value: (ProcessReport) -> Double
  ) {
    self.init(
      name: Self.fullName(name), kind: kind, title: title, help: help, unit: unit, alarm: alarm,
      emission: emission,
      samples: processes.map { Sample(labels: [$0.metricLabel], value: value($0)) })
  }

  /// Creates a metric with several values for each process, which a label distinguishes.
  init(
    _ name: String, _ kind: Kind, _ title: String, _ help: String, unit: Unit? = nil, alarm: Alarm = .none,
    emission: Emission = .eachSecond, of processes: [ProcessReport], by label: String,
    values: (ProcessReport) -> [(String, Int)]
  ) {
    self.init(
      name: Self.fullName(name), kind: kind, title: title, help: help, unit: unit, alarm: alarm,
      emission: emission,
      samples: processes.flatMap { process in
        values(process).map { value, count in
          Sample(labels: [process.metricLabel, Label(name: label, value: value)], value: Double(count))
        }
      })
  }
}

extension ProcessReport {
  fileprivate var metricLabel: Metric.Label {
    Metric.Label(name: Metric.processLabel, value: "\(process.processIdentifier)")
  }
}

extension Metric: Encodable {
  private enum CodingKeys: CodingKey { case name, kind, help, unit, samples }

  /// Encodes what a program needs: all but the look on the status page.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(kind, forKey: .kind)
    try container.encode(help, forKey: .help)
    try container.encodeIfPresent(unit, forKey: .unit)
    try container.encode(samples, forKey: .samples)
  }
}

extension Metric.Sample: Encodable {
  private enum CodingKeys: CodingKey { case labels, value }

  /// Encodes the labels as an object.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(
      Dictionary(labels.map { ($0.name, $0.value) }) { first, _ in first }, forKey: .labels)
    try container.encode(value, forKey: .value)
  }
}
