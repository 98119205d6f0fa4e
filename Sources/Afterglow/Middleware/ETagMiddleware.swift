import HTTPTypes

/// Gives responses an entity tag, and spares the client a body that it has already: 304 for an `If-None-Match` that has
/// the tag, 412 for an `If-Match` that hasn't (RFC 9110, section 13.1).
///
/// The tags it makes are weak, and `If-Match` never matches a weak one: for changes by clients give the responses strong
/// tags of your own, and check them with ``Request/preconditions``.
///
/// For GET and HEAD, status 200, and a body that is not a stream. The handler does its work as ever; what is spared is the
/// way to the client. A response that has a tag of its own keeps it; one with `Cache-Control: no-store` gets none.
public struct ETagMiddleware: Middleware {
  /// Middleware for entity tags.
  public init() {}

  /// The response of what is further in with its tag, or 304.
  ///
  /// - Throws: what is thrown further in, or by the encoding of the body.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var response = try await next.respond(to: request)
    guard request.method == .get || request.method == .head, response.status ?? .ok == .ok,
      let tag = try Self.tag(of: &response)
    else { return response }
    let modified = response.headers[.lastModified].flatMap { HTTPDate($0) }
    switch request.preconditions.outcome(for: ResourceVersion(tag: tag, modified: modified)) {
    case .proceed: return response
    case .notModified: break
    case .failed: throw HTTPError.anotherVersion
    }
    response.status = .notModified
    response.body = .empty
    // RFC 9110, section 15.4.5: of the rest the client has what came with the body.
    for name in [HTTPField.Name.contentType, .contentLength, .contentEncoding, .contentLanguage] {
      response.headers[name] = nil
    }
    return response
  }

  /// The tag that the response has, or is given; `nil` if it is to have none.
  private static func tag(of response: inout Response) throws -> EntityTag? {
    if let own = response.headers[.eTag] { return EntityTag(fieldValue: own) }
    let cacheControl = response.headers[values: .cacheControl].joined(separator: ",").lowercased()
    guard !cacheControl.contains("no-store") else { return nil }
    try response.complete(for: .get)
    guard case .bytes(let bytes) = response.body else { return nil }
    // Weak, as the web server may compress the body (section 8.8.3.3).
    let tag = EntityTag(opaque: hexadecimal(fingerprint(of: bytes)), isWeak: true)
    response.headers[.eTag] = "\(tag)"
    return tag
  }

  /// FNV-1a of 128 bits: the same in all processes, and two versions that differ by chance don't have the same.
  private static func fingerprint(of bytes: [UInt8]) -> UInt128 {
    let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B
    return bytes.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) { ($0 ^ UInt128($1)) &* prime }
  }

  private static func hexadecimal(_ number: UInt128) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
