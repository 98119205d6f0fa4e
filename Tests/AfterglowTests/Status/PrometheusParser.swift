import Testing

/// Reads Prometheus' text format, version 0.0.4, and takes nothing that its grammar doesn't have.
struct PrometheusParser {
  struct Sample: Equatable {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  struct SyntaxError: Error, CustomStringConvertible {
    let line: String
    let reason: String
    var description: String { "\(reason): \(line.debugDescription)" }
  }

  private(set) var samples: [Sample] = []
  private(set) var types: [String: String] = [:]
  private var current = ""

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw SyntaxError(line: "", reason: "the last line has no end") }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      try line.hasPrefix("#") ? readComment(String(line)) : readSample(String(line))
    }
  }

  private mutating func readComment(_ line: String) throws {
    let help = /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)/
    let type = /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)/
    if let match = line.wholeMatch(of: type) {
      let name = String(match.1)
      guard types[name] == nil else { throw SyntaxError(line: line, reason: "a second TYPE") }
      types[name] = String(match.2)
      current = name
    } else if line.wholeMatch(of: help) == nil {
      throw SyntaxError(line: line, reason: "neither HELP nor TYPE")
    }
  }

  private mutating func readSample(_ line: String) throws {
    let sample = /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^{}]*)\})? (-?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?)/
    guard let match = line.wholeMatch(of: sample), let value = Double(match.3) else {
      throw SyntaxError(line: line, reason: "no sample")
    }
    let name = String(match.1)
    // Lines of one metric stand together, behind its type.
    guard name == current else { throw SyntaxError(line: line, reason: "not behind its TYPE") }
    let parsed = Sample(
      name: name, labels: try labels(match.2.map(String.init) ?? "", in: line), value: value)
    guard !samples.contains(where: { $0.name == name && $0.labels == parsed.labels }) else {
      throw SyntaxError(line: line, reason: "the same series twice")
    }
    if types[name] == "counter", value < 0 { throw SyntaxError(line: line, reason: "a negative counter") }
    samples.append(parsed)
  }

  private func labels(_ text: String, in line: String) throws -> [String: String] {
    var labels: [String: String] = [:]
    for pair in text.split(separator: ",", omittingEmptySubsequences: true) {
      guard let match = pair.wholeMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="([^"\\\n]*)"/),
        labels.updateValue(String(match.2), forKey: String(match.1)) == nil
      else { throw SyntaxError(line: line, reason: "a bad label") }
    }
    return labels
  }

  /// The values of a metric's series that have these labels.
  func values(_ name: String, _ labels: [String: String] = [:]) -> [Double] {
    samples.filter { sample in
      sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
    }.map(\.value)
  }
}
