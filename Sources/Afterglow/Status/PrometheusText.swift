/// The metrics of a status in Prometheus' text format, version 0.0.4.
///
/// Each process has its own counters, labelled with its process id (`process`). A sum of the counters would fall when a
/// process is replaced, which a scraper takes for a reset of all of them; `sum(rate(…))` is not affected.
struct PrometheusText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  init(_ status: ServiceStatus) {
    for metric in status.metrics { add(metric) }
  }

  private mutating func add(_ metric: Metric) {
    text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    for sample in metric.samples {
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
      text += metric.name + (labels.isEmpty ? "" : "{\(labels)}") + " \(Metric.text(of: sample.value))\n"
    }
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
