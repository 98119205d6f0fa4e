import FoundationEssentials

/// The access log of the kit's nginx: for each request its upstream and its ids.
struct NginxAccessLog {
  struct Line: Hashable {
    /// The address of the upstream that answered; `nil` if nginx answered itself, from its cache for example.
    let upstream: String?
    /// The request id in the service's response.
    let requestID: String?
    /// The request id that the client sent.
    let sentRequestID: String

    /// Reads a line in the format of ``directives(in:)``.
    init?(_ line: Substring) {
      let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      // If nginx tried several upstreams, the last one has answered.
      upstream = fields[0].split { ", ".contains($0) }.last.map(String.init)
      requestID = fields[1].isEmpty ? nil : String(fields[1])
      sentRequestID = String(fields[2])
    }
  }

  private static let fileName = "requests.log"

  let folder: String

  /// The log's lines so far; nginx writes a line when the response is complete.
  var lines: [Line] {
    let text = (try? String(contentsOfFile: folder + "/" + Self.fileName, encoding: .utf8)) ?? ""
    // The last line may still be incomplete.
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
