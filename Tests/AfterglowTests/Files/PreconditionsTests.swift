import Afterglow
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// What a request that changes something may say of its conditions (RFC 9110, section 13; RFC 6585, section 3).
@Suite struct PreconditionsTests {
  private static let current = ResourceVersion(
    tag: EntityTag(opaque: "v2"), lastModified: Date(timeIntervalSince1970: 784_111_777.5))
  private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
  private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"

  /// The status that a change is refused with, if it is.
  private func refusal(
    _ headers: HTTPFields, of current: ResourceVersion? = Self.current, required: Bool = false
  ) -> HTTPResponse.Status? {
    do throws(HTTPError) {
      try Preconditions(headers, method: .put).check(current, required: required)
      return nil
    } catch {
      return error.status
    }
  }

  @Test(
    arguments: [
      (#""v2""#, nil), (#""v1", "v2""#, nil), ("*", nil), (#""v1""#, .preconditionFailed),
      (#"W/"v2""#, .preconditionFailed), ("v2", .badRequest), ("", .badRequest), (#"*, "v2""#, .badRequest),
    ] as [(String, HTTPResponse.Status?)])
  func `If-Match changes only the version that is meant`(value: String, status: HTTPResponse.Status?) {
    #expect(refusal([.ifMatch: value]) == status)
  }

  @Test(
    arguments: [
      ("*", .preconditionFailed), (#""v2""#, .preconditionFailed), (#"W/"v2""#, .preconditionFailed),
      (#""v1""#, nil), ("v1", .badRequest),
    ] as [(String, HTTPResponse.Status?)])
  func `If-None-Match doesn't overwrite what it names`(value: String, status: HTTPResponse.Status?) {
    #expect(refusal([.ifNoneMatch: value]) == status)
  }

  @Test func `of what is not there no version matches, and any may be created`() {
    #expect(refusal([.ifNoneMatch: "*"], of: nil) == nil)
    #expect(refusal([.ifNoneMatch: #""v2""#], of: nil) == nil)
    #expect(refusal([.ifMatch: "*"], of: nil) == .preconditionFailed)
    #expect(refusal([.ifMatch: #""v2""#], of: nil) == .preconditionFailed)
    #expect(refusal([.ifUnmodifiedSince: Self.before], of: nil) == nil)
  }

  @Test func `If-Unmodified-Since changes nothing newer, and is ignored beside If-Match or if it is no date`()
  {
    #expect(refusal([.ifUnmodifiedSince: Self.same]) == nil)
    #expect(refusal([.ifUnmodifiedSince: Self.before]) == .preconditionFailed)
    #expect(refusal([.ifUnmodifiedSince: Self.before, .ifMatch: #""v2""#]) == nil)
    #expect(refusal([.ifUnmodifiedSince: "yesterday"]) == nil)
  }

  @Test func `both tags must hold`() {
    #expect(refusal([.ifMatch: #""v2""#, .ifNoneMatch: #""v1""#]) == nil)
    #expect(refusal([.ifMatch: #""v2""#, .ifNoneMatch: "*"]) == .preconditionFailed)
    #expect(refusal([.ifMatch: #""v1""#, .ifNoneMatch: #""v1""#]) == .preconditionFailed)
  }

  @Test func `what is of a meaning with GET only is ignored`() {
    #expect(refusal([.ifModifiedSince: Self.same]) == nil)
    #expect(refusal([.range: "bytes=0-1", .ifRange: #""v1""#]) == nil)
  }

  @Test func `a version without a tag or a date can be created, and matched by a star only`() {
    let bare = ResourceVersion(tag: nil)
    #expect(refusal([.ifMatch: "*"], of: bare) == nil)
    #expect(refusal([.ifMatch: #""v2""#], of: bare) == .preconditionFailed)
    #expect(refusal([.ifNoneMatch: "*"], of: bare) == .preconditionFailed)
    #expect(refusal([.ifUnmodifiedSince: Self.before], of: bare) == nil)
  }

  @Test func `where a condition is required, a change without one is 428`() {
    #expect(refusal([:], required: true) == .preconditionRequired)
    #expect(refusal([.ifModifiedSince: Self.same], required: true) == .preconditionRequired)
    #expect(refusal([.ifMatch: #""v2""#], required: true) == nil)
    #expect(refusal([.ifNoneMatch: "*"], of: nil, required: true) == nil)
    #expect(refusal([.ifMatch: #""v1""#], required: true) == .preconditionFailed)
    #expect(refusal([:]) == nil)
  }

  @Test func `for GET the same conditions tell a client that it has the version`() {
    let preconditions = Preconditions([.ifNoneMatch: #"W/"v2""#], method: .get)
    #expect(preconditions.outcome(for: Self.current) == .notModified)
    #expect(preconditions.outcome(for: ResourceVersion(tag: EntityTag(opaque: "v3"))) == .proceed)
  }

  @Test func `a handler's request has its conditions`() async throws {
    let app = Application()
    app.put("/note") { (request: Request) in
      try request.preconditions.check(Self.current)
      return "changed"
    }
    let client = try InProcessClient(app)
    let refused = await client.send(method: .put, target: "/note", headers: [.ifMatch: #""v1""#])
    #expect(refused.status == .preconditionFailed)
    #expect(refused.text == #"{"detail":"The version that is there is not the one that was meant."}"#)
    #expect(await client.send(method: .put, target: "/note", headers: [.ifMatch: #""v2""#]).status == .ok)
  }

  @Test(
    arguments: [
      (.put, [.contentRange: "bytes 0-4/10"], .badRequest), (.put, [.contentRange: "nonsense"], .badRequest),
      (.patch, [.contentRange: "bytes 0-4/10"], .ok),
      (.put, [.contentEncoding: "gzip"], .unsupportedMediaType),
      (.put, [.contentEncoding: "identity, GZIP"], .unsupportedMediaType),
      (.put, [.contentEncoding: "identity"], .ok),
      (.put, [.expect: "100-continue"], .ok), (.put, [.expect: "100-Continue"], .ok),
      (.put, [.expect: "tea"], .expectationFailed), (.put, [.range: "bytes=0-1", .ifRange: #""a""#], .ok),
      (.put, [:], .ok),
    ] as [(HTTPRequest.Method, HTTPFields, HTTPResponse.Status)])
  func `what is not a whole version in its own bytes is refused`(
    method: HTTPRequest.Method, headers: HTTPFields, status: HTTPResponse.Status
  ) async throws {
    let app = Application()
    app.route(methods: [.put, .patch], "/") { (request: Request) in
      try request.requireWholeContent()
      return "stored"
    }
    let response = await (try InProcessClient(app)).send(method: method, target: "/", headers: headers)
    #expect(response.status == status)
    #expect(response.headers[.acceptEncoding] == (status == .unsupportedMediaType ? "identity" : nil))
  }
}
