/// An error about a cookie that clients would refuse or misread.
///
/// Values are left out, because they may be secrets.
public enum CookieError: Error, Equatable, CustomStringConvertible {
  /// The name is not a token (RFC 9110, section 5.6.2).
  case invalidName(String)
  /// The value has characters that are not allowed in a cookie (RFC 6265, section 4.1.1).
  case invalidValue(name: String)
  /// Name and value together have more than 4096 bytes.
  case tooLarge(name: String, size: Int)
  /// The path doesn't begin with a slash, or has characters that are not allowed in a cookie's path.
  case invalidPath(String)
  /// The domain is not a host name.
  case invalidDomain(String)
  /// The cookie must be secure, because of its `__Host-` or `__Secure-` prefix, `SameSite=None` or partitioning.
  case notSecure(name: String)
  /// The cookie's name begins with `__Host-`, but it has a domain or a path other than `/`.
  case notOfHost(name: String)

  /// A description of the error with a remedy, in one line.
  public var description: String {
    switch self {
    case .invalidName(let name):
      "'\(name)' can't be a cookie's name: it may have letters, digits and !#$%&'*+-.^_`|~"
    case .invalidValue(let name):
      "The value of the cookie '\(name)' has a space, control character, quotation mark, comma, semicolon, backslash "
        + "or non-ASCII character; percent- or Base64-encode it."
    case .tooLarge(let name, let size):
      "The cookie '\(name)' has \(size) bytes, and browsers drop cookies of more than \(Cookie.maxSize)."
    case .invalidPath(let path):
      "'\(path)' can't be a cookie's path: it begins with '/', and has no spaces, semicolons or control characters."
    case .invalidDomain(let domain):
      "'\(domain)' can't be a cookie's domain: give a host's name, without a dot before it."
    case .notSecure(let name):
      "The cookie '\(name)' has to be secure, for its prefix, SameSite=None or Partitioned."
    case .notOfHost(let name):
      "The cookie '\(name)' must have the path '/' and no domain, for its prefix __Host-."
    }
  }
}
