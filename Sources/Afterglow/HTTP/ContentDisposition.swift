/// Whether a browser is to show a response or to save it, and under what name (RFC 6266).
///
///     FileResponse(path: path, disposition: .attachment(filename: "Rechnung für März.pdf"))
///
/// The name may be any: it is sent in ASCII for old clients, with `_` for what doesn't fit, and as it is, encoded, in
/// `filename*` (RFC 8187). Slashes, backslashes and control characters become `_` in both.
public struct ContentDisposition: Hashable, Sendable, CustomStringConvertible {
  /// The value of the header field.
  public let description: String

  /// The browser saves it.
  public static func attachment(filename: String? = nil) -> ContentDisposition {
    ContentDisposition("attachment", filename)
  }

  /// The browser shows it, and proposes the name if the user saves it.
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
    // Some clients take a percent sign for an escape (RFC 6266, appendix D), and some a quoted pair as it is.
    let plain = Self.replacing(name) { !$0.isASCII || $0 == "\"" || $0 == "%" }
    let extended =
      plain == name
      ? "" : "; filename*=UTF-8''" + PercentEncoding.encoding(name, except: Self.isAttributeByte)
    description = "\(type); filename=\"\(plain)\"\(extended)"
  }

  private static func replacing(_ text: String, _ isRefused: (Unicode.Scalar) -> Bool) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isRefused($0) ? "_" : $0 }))
  }

  /// RFC 8187, section 3.2.1: attr-char.
  private static func isAttributeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$&+-.^_`|~".utf8.contains(byte)
    }
  }
}
