import Metrics
import Synchronization

/// A metrics backend that keeps what it is given, under `label{name=value,…}`.
final class RecordedMetrics: MetricsFactory {
  private struct State {
    var counts: [String: Int] = [:]
    var values: [String: [Double]] = [:]
    var made = 0
  }

  private let state = Mutex(State())

  /// How many metric objects have been made.
  var madeCount: Int { state.withLock { $0.made } }

  func count(_ name: String) -> Int? { state.withLock { $0.counts[name] } }
  func values(_ name: String) -> [Double] { state.withLock { $0.values[name] ?? [] } }
  var names: [String] { state.withLock { Array($0.counts.keys) + Array($0.values.keys) } }

  private final class Handler: CounterHandler, RecorderHandler, TimerHandler {
    let name: String
    let metrics: RecordedMetrics

    init(name: String, metrics: RecordedMetrics) {
      self.name = name
      self.metrics = metrics
    }

    func increment(by amount: Int64) {
      metrics.state.withLock { $0.counts[name, default: 0] += Int(amount) }
    }
    func reset() {}
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { metrics.state.withLock { $0.values[name, default: []].append(value) } }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
  }

  private func make(_ label: String, _ dimensions: [(String, String)]) -> Handler {
    state.withLock { $0.made += 1 }
    let labels = dimensions.map { "\($0)=\($1)" }.joined(separator: ",")
    return Handler(name: labels.isEmpty ? label : "\(label){\(labels)}", metrics: self)
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    make(label, dimensions)
  }
  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    make(label, dimensions)
  }
  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    make(label, dimensions)
  }
  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}
