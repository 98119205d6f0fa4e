/// A `Content-Disposition` field: whether a browser should show or save a response, and under which name (RFC 6266).
///
///     FileResponse(path: path, disposition: .attachment(filename: "Rechnung für März.pdf"))
///
/// Any name is allowed. It is sent in ASCII for old clients, with `_` for other characters, and in full in `filename*`
/// (RFC 8187). Slashes, backslashes and control characters become `_` in both.
public struct ContentDisposition: Hashable, Sendable, CustomStringConvertible {
  /// The value of the header field.
  public let description: String

  /// Tells the browser to save the response.
  public static func attachment(filename: String? = nil) -> ContentDisposition {
    ContentDisposition("attachment", filename)
  }

  /// Tells the browser to show the response, and proposes a name for saving it.
  public static func inline(filename: String? = nil) -> ContentDisposition {
    ContentDisposition("inline", filename)
  }

  private init(_ type: String, _ filename: String?) {
    guard let filename, !filename.isEmpty else {
      description = type
      return
    }
    let name = Self.replacing(filename) {
      $0.properties.generalCategory == .control || $0 == "/" || $0 == "\\"
    }
    // Some clients decode percent signs (RFC 6266, appendix D), and some don't undo quoted pairs.
    let plain = Self.replacing(name) { !$0.isASCII || $0 == "\"" || $0 == "%" }
    let extended =
      plain == name
      ? "" : "; filename*=UTF-8''" + PercentEncoding.encoding(name, except: Self.isAttributeByte)
    description = "\(type); filename=\"\(plain)\"\(extended)"
  }

  private static func replacing(_ text: String, _ isRefused: (Unicode.Scalar) -> Bool) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isRefused($0) ? "_" : $0 }))
  }

  /// Whether a byte is an attr-char (RFC 8187, section 3.2.1).
  private static func isAttributeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$&+-.^_`|~".utf8.contains(byte)
    }
  }
}
