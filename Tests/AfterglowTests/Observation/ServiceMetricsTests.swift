import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Metrics
import Testing

@testable import Afterglow

/// Every metric is named and computed in one place, and everything that shows metrics shows all of them.
@Suite struct ServiceMetricsTests {
  private let status = ServiceStatus.sample()

  @Test func `the names and kinds are those that dashboards use`() {
    let names = status.metrics.map { "\($0.kind) \($0.name)" }
    #expect(
      names == [
        "gauge afterglow_processes", "gauge afterglow_processes_wanted", "counter afterglow_restarts_total",
        "gauge afterglow_process_start_time_seconds", "gauge afterglow_process_stale",
        "gauge afterglow_workers", "counter afterglow_connections_accepted_total",
        "gauge afterglow_connections", "gauge afterglow_connections_kept_limit",
        "counter afterglow_requests_total", "counter afterglow_request_seconds_total",
        "counter afterglow_background_tasks_total", "counter afterglow_background_task_failures_total",
        "counter afterglow_background_task_seconds_total", "counter afterglow_log_lines_dropped_total",
      ])
  }

  @Test func `each has its own name and title, and says what it means`() {
    let metrics = status.metrics
    #expect(Set(metrics.map(\.name)).count == metrics.count)
    #expect(Set(metrics.map(\.title)).count == metrics.count)
    #expect(metrics.allSatisfy { $0.help.hasSuffix(".") && !$0.help.contains("\n") })
  }

  @Test func `a blank status has all names and labels`() throws {
    func series(_ status: ServiceStatus) -> [String] {
      status.metrics.flatMap { metric in
        metric.samples.map { sample in
          ([metric.name] + sample.labels.filter { $0.name != "process" }.map(\.value)).joined(separator: " ")
        }
      }
    }
    #expect(Set(series(.blank)) == Set(series(status)))
  }

  @Test func `Prometheus gets each, with its samples`() throws {
    let parsed = try PrometheusParser(PrometheusText(status).text)
    for metric in status.metrics {
      #expect(parsed.types[metric.name] == metric.kind.rawValue)
      for sample in metric.samples {
        let labels = Dictionary(uniqueKeysWithValues: sample.labels.map { ($0.name, $0.value) })
        #expect(parsed.values(metric.name, labels).contains(sample.value))
      }
    }
    #expect(parsed.types.count == status.metrics.count)
  }

  @Test func `the status page has a tile for each`() {
    let html = StatusDocument(status: status).html
    for metric in status.metrics { #expect(html.contains("<dt>\(metric.title)</dt>")) }
    #expect(html.ranges(of: "<dt>").count == status.metrics.count)
  }

  @Test func `the JSON has each, beside the reports of the processes`() throws {
    let text = try StatusJSON(status: status).text
    #expect(try JSONContent.decode(ServiceStatus.self, from: text) == status)
    let json = try JSONContent.decode(JSONValue.self, from: text)
    guard case .array(let metrics)? = json["metrics"] else {
      Issue.record("There are no metrics.")
      return
    }
    #expect(metrics.map { $0["name"] } == status.metrics.map { .string($0.name) })
    let requests = metrics.first { $0["name"] == .string("afterglow_requests_total") }
    #expect(requests?["kind"] == .string("counter"))
    #expect(
      requests?["samples"]?[1]
        == .object([
          "labels": .object(["process": .string("11"), "status": .string("2xx")]), "value": .integer(90),
        ]))
    let time = metrics.first { $0["name"] == .string("afterglow_request_seconds_total") }
    #expect(time?["unit"] == .string("seconds"))
  }

  @Test func `swift-metrics gets each, as samples or as events`() throws {
    let recorded = RecordedMetrics()
    let metrics = try #require(ApplicationMetrics(factory: recorded, routes: []))
    metrics.emit(status, after: nil)
    metrics.countResponse(.ok, method: .get, route: nil, duration: .seconds(1))
    metrics.countTask(BackgroundTaskOutcome(name: "x", result: .succeeded, duration: .seconds(1)))
    for metric in status.metrics {
      #expect(
        recorded.names.contains { $0 == metric.emittedName || $0.hasPrefix(metric.emittedName + "{") },
        "\(metric.emittedName)")
    }
  }

  @Test func `what calls for attention is red, and only that`() {
    func isRed(_ title: String, _ status: ServiceStatus) -> Bool {
      StatusDocument(status: status).html.contains("<div class=\"bad\"><dt>\(title)</dt>")
    }
    for title in ["Requests", "Tasks failed", "Stale processes", "Log lines dropped"] {
      #expect(isRed(title, status))
      #expect(!isRed(title, .blank))
    }
    #expect(!isRed("Tasks run", status))
    var mistaken = ServiceStatus.blank
    mistaken.processes[0].application.responses.clientError = 7
    #expect(!isRed("Requests", mistaken))
  }

  @Test func `the page sums over the processes and splits by the label`() {
    let html = StatusDocument(status: status).html
    #expect(html.contains("<dt>Connections</dt><dd>107</dd>"))
    #expect(html.contains("<dt>Requests</dt><dd>95<small>2xx 90 · 4xx 3 · 5xx 2</small></dd>"))
    #expect(html.contains("<dt>Oldest process</dt><dd>1 h 1 min</dd>"))
    #expect(html.contains("<dt>Task time</dt><dd>12 s</dd>"))
  }
}
