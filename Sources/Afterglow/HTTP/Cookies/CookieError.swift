/// Why something is no cookie: clients would refuse it, or take it for something else.
///
/// Values are not told: they may be secrets.
public enum CookieError: Error, Equatable, CustomStringConvertible {
  /// The name is not a token (RFC 9110, section 5.6.2).
  case invalidName(String)
  /// The value has characters that a cookie can't have (RFC 6265, section 4.1.1).
  case invalidValue(name: String)
  /// Name and value together have more than 4096 bytes.
  case tooLarge(name: String, size: Int)
  /// The path doesn't begin with a slash, or has characters that a cookie's path can't have.
  case invalidPath(String)
  /// The domain is not a host's name.
  case invalidDomain(String)
  /// The cookie has to be secure: for its `__Host-` or `__Secure-`, for `SameSite=None`, or because it is partitioned.
  case notSecure(name: String)
  /// The cookie's name begins with `__Host-`, and it has a domain or another path than `/`.
  case notOfHost(name: String)

  /// What is wrong and what to do, in one line.
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
