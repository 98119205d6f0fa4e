import FoundationEssentials

/// What the kit's nginx logs of each request: where it was passed on to, and the ids it goes by.
struct NginxAccessLog {
  struct Line: Hashable {
    /// The address of the upstream that answered; nil when nginx answered by itself, from its cache for example.
    let upstream: String?
    /// The id that the service has answered with.
    let requestID: String?
    /// The id that the client has sent.
    let sentRequestID: String

    /// Reads a line of the format in ``directives(in:)``.
    init?(_ line: Substring) {
      let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      // Of several upstreams that were tried, the last one has answered.
      upstream = fields[0].split { ", ".contains($0) }.last.map(String.init)
      requestID = fields[1].isEmpty ? nil : String(fields[1])
      sentRequestID = String(fields[2])
    }
  }

  private static let fileName = "requests.log"

  let folder: String

  /// The log's lines so far; nginx writes each when its response is through.
  var lines: [Line] {
    let text = (try? String(contentsOfFile: folder + "/" + Self.fileName, encoding: .utf8)) ?? ""
    // A line that is still being written doesn't count.
    let end = text.lastIndex(of: "\n") ?? text.startIndex
    return text[..<end].split(separator: "\n").compactMap(Line.init)
  }

  static func directives(in folder: String) -> String {
    """
    log_format afterglow_testing escape=none
      '$upstream_addr\t$upstream_http_x_request_id\t$http_x_request_id';
    access_log \(folder)/\(fileName) afterglow_testing;
    """
  }
}
