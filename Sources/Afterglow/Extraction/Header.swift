import HTTPTypes

/// A header field of the request, for a handler to take.
///
///     app.get("/") { (agent: Header<HeaderKeys.UserAgent>) in "You use \(agent.value)." }
///
/// A field that isn't there is a 400, and so is a value that the key's type doesn't spell. `Header<…>?` is `nil` for a
/// field that isn't there.
///
/// Of a field that was sent several times the web server makes one, with commas between the values, or passes on the
/// first.
public struct Header<Key: HeaderKey>: RequestExtractable, HeaderExtractable {
  /// The field's value.
  public let value: Key.Value

  /// The field's value, if the request has it.
  ///
  /// - Throws: ``ValidationError`` if it spells no value of the key's type.
  public static func extractIfPresent(from context: inout ExtractionContext) throws -> Header? {
    // A route with an invalid name is refused before the start.
    guard let name = HTTPField.Name(Key.name), let text = context.request.headers[name] else { return nil }
    guard let value = Key.Value(pathSegment: text) else {
      throw ValidationError([Key.Value.failure(at: location, input: text)])
    }
    return Header(value: value)
  }

  /// The field's value.
  ///
  /// - Throws: ``ValidationError`` if the request doesn't have the field, or it spells no value of the key's type.
  public static func extract(from context: inout ExtractionContext) throws -> Header {
    guard let header = try extractIfPresent(from: &context) else {
      throw ValidationError([
        ValidationFailure(type: "missing", location: location, message: "Field required")
      ])
    }
    return header
  }

  static var headerName: String { Key.name }

  private static var location: [ValidationFailure.Position] {
    [.key("header"), .key(Key.name.lowercased())]
  }
}

/// An extractor that takes a header field, whose name a route checks before the start.
protocol HeaderExtractable {
  static var headerName: String { get }
}

extension Optional: HeaderExtractable where Wrapped: HeaderExtractable {
  static var headerName: String { Wrapped.headerName }
}

/// Names a header field that handlers take, and says what type its value has.
///
///     enum Tenant: HeaderKey {
///       static let name = "X-Tenant"
///       typealias Value = Int
///     }
///
///     app.get("/orders") { (tenant: Header<Tenant>) in … tenant.value … }
///
/// Those of many services are in ``HeaderKeys``.
public protocol HeaderKey: SendableMetatype {
  /// The type of the value, spelt as in a path; `String` by default.
  associatedtype Value: PathScalar = String

  /// The field's name, in any case.
  ///
  /// It is a token (RFC 9110, section 5.1). A route whose handler takes a field of another name is refused before the
  /// start, with a ``RouteDeclarationError``.
  static var name: String { get }
}

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
