extension Cookie {
  /// The value of the `Set-Cookie` field (RFC 6265, section 4.1).
  public var setCookieText: String {
    var text = "\(name)=\(value); Path=\(path)"
    if let domain { text += "; Domain=\(domain)" }
    if let maxAge { text += "; Max-Age=\(Self.wholeSeconds(maxAge))" }
    if isSecure { text += "; Secure" }
    if isHTTPOnly { text += "; HttpOnly" }
    text += "; SameSite=\(sameSite.rawValue)"
    if isPartitioned { text += "; Partitioned" }
    return text
  }

  /// Returns a duration in seconds, rounded up, because 0 would make the client delete the cookie at once.
  private static func wholeSeconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return max(0, attoseconds > 0 ? seconds + 1 : seconds)
  }
}
