import HTTPTypes

extension HTTPResponse.Status {
  /// Returns the status for a response whose handler set none.
  static func standard(for method: HTTPRequest.Method, withBody hasBody: Bool) -> Self {
    switch method {
    case .post: .created
    case .delete where !hasBody: .noContent
    default: .ok
    }
  }
}

extension ResponseBody {
  var isEmpty: Bool {
    switch self {
    case .empty: true
    case .bytes(let bytes): bytes.isEmpty
    case .text(let text): text.isEmpty
    case .json, .stream: false
    }
  }
}
