import Afterglow
import HTTPTypes

extension Request {
  /// Returns the credentials in the `Authorization` field if they are of a scheme (RFC 9110, section 11.4); they may be
  /// empty.
  func credentials(ofScheme scheme: String) -> Substring? {
    guard let field = headers[.authorization] else { return nil }
    // Compared by bytes, since comparing some Unicode text takes long.
    let name = field.utf8.prefix { $0 != UInt8(ascii: " ") }
    // RFC 9110, section 11.1: schemes are case-insensitive.
    guard Substring(name).lowercased().utf8.elementsEqual(scheme.lowercased().utf8) else { return nil }
    return Substring(field.utf8[name.endIndex...].drop { $0 == UInt8(ascii: " ") })
  }
}
