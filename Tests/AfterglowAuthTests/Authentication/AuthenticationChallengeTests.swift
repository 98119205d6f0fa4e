import AfterglowAuth
import Testing

@Suite struct AuthenticationChallengeTests {
  @Test func `It has the realm, and the parameters behind it in their order`() {
    let challenge = AuthenticationChallenge("Bearer", realm: "Orders", parameters: ["b": "1", "a": "2"])
    #expect(challenge.description == #"Bearer realm="Orders", b="1", a="2""#)
  }

  @Test func `Quotes and backslashes in it are escaped`() {
    let challenge = AuthenticationChallenge("Basic", realm: #"the "old" \ shop"#)
    #expect(challenge.description == #"Basic realm="the \"old\" \\ shop""#)
  }
}
