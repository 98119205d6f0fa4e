import HTTPTypes
import Testing

@testable import Afterglow

/// RFC 9110, section 13.
@Suite struct FilePreconditionsTests {
  private static let tag = EntityTag(opaque: "v2")
  private static let modified = HTTPDate(secondsSince1970: 784_111_777)
  private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
  private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
  private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

  private func outcome(
    _ headers: HTTPFields, modified: HTTPDate = Self.modified
  ) -> FilePreconditions.Outcome {
    FilePreconditions(headers).outcome(tag: Self.tag, lastModified: modified)
  }

  @Test func `without conditions the file is sent`() {
    #expect(outcome([:]) == .proceed(honouringRange: true))
  }

  @Test(arguments: [
    (#""v2""#, true), (#""v1", "v2""#, true), ("*", true), (#""v1""#, false), (#"W/"v2""#, false),
    ("v2", false),
  ])
  func `If-Match compares strongly`(value: String, holds: Bool) {
    #expect(outcome([.ifMatch: value]) == (holds ? .proceed(honouringRange: true) : .failed))
  }

  @Test(arguments: [
    (#""v2""#, true), (#"W/"v2""#, true), (#""v1", W/"v2""#, true), ("*", true), (#""v1""#, false),
    ("v2", false),
  ])
  func `If-None-Match compares weakly`(value: String, matches: Bool) {
    #expect(outcome([.ifNoneMatch: value]) == (matches ? .notModified : .proceed(honouringRange: true)))
  }

  @Test(arguments: [(same, true), (after, true), (before, false), ("nonsense", false)])
  func `If-Modified-Since is a date of the version that the client has`(value: String, isCurrent: Bool) {
    #expect(outcome([.ifModifiedSince: value]) == (isCurrent ? .notModified : .proceed(honouringRange: true)))
  }

  @Test(arguments: [(same, true), (after, true), (before, false), ("nonsense", true)])
  func `If-Unmodified-Since fails for what is newer`(value: String, holds: Bool) {
    #expect(outcome([.ifUnmodifiedSince: value]) == (holds ? .proceed(honouringRange: true) : .failed))
  }

  @Test func `a date is not looked at beside a tag`() {
    #expect(outcome([.ifMatch: #""v2""#, .ifUnmodifiedSince: Self.before]) == .proceed(honouringRange: true))
    #expect(outcome([.ifNoneMatch: #""v1""#, .ifModifiedSince: Self.same]) == .proceed(honouringRange: true))
  }

  @Test func `what must hold is looked at before what the client has`() {
    #expect(outcome([.ifMatch: #""v1""#, .ifNoneMatch: #""v2""#]) == .failed)
    #expect(outcome([.ifUnmodifiedSince: Self.before, .ifModifiedSince: Self.same]) == .failed)
    #expect(outcome([.ifMatch: #""v2""#, .ifNoneMatch: #""v2""#]) == .notModified)
  }

  @Test(arguments: [
    (#""v2""#, true), (#""v1""#, false), (#"W/"v2""#, false), (same, true), (after, false), (before, false),
    ("nonsense", false), (#""v2", "v3""#, false), ("*", false),
  ])
  func `If-Range has the very same version`(value: String, isSame: Bool) {
    #expect(outcome([.ifRange: value]) == .proceed(honouringRange: isSame))
  }

  @Test func `a date whose second is not over yet is no strong validator`() {
    let future = HTTPDate(secondsSince1970: HTTPDate.now.secondsSince1970 + 3600)
    #expect(outcome([.ifRange: "\(future)"], modified: future) == .proceed(honouringRange: false))
  }

  @Test func `what the client has is looked at before If-Range`() {
    #expect(outcome([.ifNoneMatch: #""v2""#, .ifRange: #""v1""#]) == .notModified)
  }
}
