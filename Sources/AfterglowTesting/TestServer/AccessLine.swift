/// A line of the service's access log, written when the background tasks of a request have ended.
///
/// It is read from the text of swift-log's own handler or from JSON, which other log handlers write.
struct AccessLine: Hashable {
  let requestID: String
  let tasks: [FinishedTask]

  /// Returns `nil` for any other line.
  init?(_ line: String) {
    guard line.contains("Answered a request."), let id = Self.value(of: "request-id", in: line) else {
      return nil
    }
    requestID = id
    let results = Self.value(of: "task-results", in: line) ?? ""
    tasks = results.split(separator: ";").compactMap(FinishedTask.init(accessLogWord:))
  }

  /// Returns the word after `key=` or `"key":"`.
  private static func value(of key: String, in line: String) -> String? {
    var rest = line[...]
    while let range = rest.firstRange(of: key) {
      let isWhole =
        range.lowerBound == rest.startIndex || " \"{[,".contains(line[line.index(before: range.lowerBound)])
      rest = rest[range.upperBound...]
      let separator = rest.prefix { "\": =".contains($0) }
      guard isWhole, separator.contains(where: { $0 == "=" || $0 == ":" }) else { continue }
      let value = rest.dropFirst(separator.count).prefix { !" \",]}".contains($0) }
      return value.isEmpty ? nil : String(value)
    }
    return nil
  }
}

extension FinishedTask {
  /// Reads `name:result:milliseconds`.
  fileprivate init?(accessLogWord word: Substring) {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let result = Result(rawValue: String(parts[1])),
      let milliseconds = Double(parts[2])
    else { return nil }
    self.init(
      name: parts[0].decodingPercents(), result: result,
      duration: .milliseconds(milliseconds))
  }
}
