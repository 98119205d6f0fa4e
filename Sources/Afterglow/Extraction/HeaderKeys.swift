/// The header fields that many services look at, as texts; see ``HeaderKey`` for others.
public enum HeaderKeys {
  /// `Accept` (RFC 9110, section 12.5.1).
  public enum Accept: HeaderKey {
    /// The field's name.
    public static let name = "Accept"
  }

  /// `Accept-Encoding` (RFC 9110, section 12.5.3).
  public enum AcceptEncoding: HeaderKey {
    /// The field's name.
    public static let name = "Accept-Encoding"
  }

  /// `Accept-Language` (RFC 9110, section 12.5.4).
  public enum AcceptLanguage: HeaderKey {
    /// The field's name.
    public static let name = "Accept-Language"
  }

  /// `Authorization` (RFC 9110, section 11.6.2).
  public enum Authorization: HeaderKey {
    /// The field's name.
    public static let name = "Authorization"
  }

  /// `Content-Type` (RFC 9110, section 8.3).
  public enum ContentType: HeaderKey {
    /// The field's name.
    public static let name = "Content-Type"
  }

  /// `Host` (RFC 9110, section 7.2).
  public enum Host: HeaderKey {
    /// The field's name.
    public static let name = "Host"
  }

  /// `If-Match` (RFC 9110, section 13.1.1).
  public enum IfMatch: HeaderKey {
    /// The field's name.
    public static let name = "If-Match"
  }

  /// `If-Modified-Since` (RFC 9110, section 13.1.3).
  public enum IfModifiedSince: HeaderKey {
    /// The field's name.
    public static let name = "If-Modified-Since"
  }

  /// `If-None-Match` (RFC 9110, section 13.1.2).
  public enum IfNoneMatch: HeaderKey {
    /// The field's name.
    public static let name = "If-None-Match"
  }

  /// `Origin` (RFC 6454, section 7).
  public enum Origin: HeaderKey {
    /// The field's name.
    public static let name = "Origin"
  }

  /// `Range` (RFC 9110, section 14.2).
  public enum Range: HeaderKey {
    /// The field's name.
    public static let name = "Range"
  }

  /// `Referer` (RFC 9110, section 10.1.3).
  public enum Referer: HeaderKey {
    /// The field's name.
    public static let name = "Referer"
  }

  /// `User-Agent` (RFC 9110, section 10.1.5).
  public enum UserAgent: HeaderKey {
    /// The field's name.
    public static let name = "User-Agent"
  }
}
