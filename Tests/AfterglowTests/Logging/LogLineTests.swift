import Logging
import Synchronization
import Testing

@testable import Afterglow

@Suite struct LogLineTests {
  private struct Failure: Error {}

  /// What `StreamLogHandler` writes.
  private final class Written: TextOutputStream, Sendable {
    let text = Mutex("")
    func write(_ string: String) { text.withLock { $0 += string } }
  }

  private func event(
    _ message: Logger.Message = "Said.", _ metadata: Logger.Metadata? = nil, level: Logger.Level = .info,
    error: (any Error)? = nil
  ) -> LogEvent {
    LogEvent(
      level: level, message: message, error: error, metadata: metadata, source: nil,
      file: "Module/File.swift",
      function: "f", line: 1)
  }

  private func line(_ event: LogEvent, label: String = "test", metadata: Logger.Metadata = [:]) -> String {
    String(decoding: LogLine(event, label: label, metadata: metadata).bytes, as: UTF8.self)
  }

  private func withoutTime(_ line: String) -> Substring {
    line[(line.firstIndex(of: " ") ?? line.startIndex)...]
  }

  @Test func `lines look as those of swift-log's own handler`() {
    let provider = Logger.MetadataProvider { ["b": "provided", "p": "provided"] }
    let events = [
      event(), event("Said: ü \\ \"x\"", ["a": "1", "b": "2"], level: .critical), event("", [:]),
      event("x", ["list": ["a", ["k": "v"]], "number": .stringConvertible(7)], level: .trace),
      event("x", ["a": "1"], level: .error, error: Failure()),
    ]
    for event in events {
      for label in ["test", ""] {
        for provider in [provider, nil] {
          let written = Written()
          var theirs = StreamLogHandler(label: label, stream: written, metadataProvider: provider)
          theirs.metadata = ["m": "base", "b": "base", "a": "base"]
          theirs.log(event: event)
          let ours = LogLine(
            event, label: label, metadata: theirs.metadata, provided: provider?.get() ?? [:])
          let expected = written.text.withLock { $0 }
          #expect(withoutTime(String(decoding: ours.bytes, as: UTF8.self)) == withoutTime(expected))
        }
      }
    }
  }

  @Test func `a line begins with the time`() {
    #expect(
      line(event()).contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} info test: \[Module\] Said\.\n$/))
    let text = String(decoding: LogTimestamp.text(of: 0), as: UTF8.self)
    #expect(text.hasPrefix("1970-01-01T") || text.hasPrefix("1969-12-31T"))
  }

  @Test func `label, source, keys, nested values and the message are escaped`() {
    var event = event("m\n", ["k\n": "v\n", "l": ["n\u{202E}"]])
    event.source = "s\n"
    let line = line(event, label: "l\n")
    #expect(line.hasSuffix(#" info l\n: k\n=v\n l=["n\u{202E}"] [s\n] m\n"# + "\n"))
  }

  @Test func `the metadata of a line is bounded`() {
    let long = String(repeating: "x", count: 20_000)
    let metadata = Logger.Metadata(uniqueKeysWithValues: (10..<20).map { ("k\($0)", "\(long)") })
    let line = line(event("The end.", metadata))
    #expect(line.hasSuffix(" …(7 entries more) [Module] The end.\n"))
    #expect(line.utf8.count < 50_000)
  }
}
