import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

struct CookieJarTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  private func jar(
    _ texts: String..., from target: String = "/a/b?c=/d", host: String = "shop.example.org",
    isSecure: Bool = true
  ) -> CookieJar {
    var jar = CookieJar()
    for text in texts { jar.keep([.setCookie: text], from: target, host: host, isSecure: isSecure, at: now) }
    return jar
  }

  private func field(
    _ jar: CookieJar, _ target: String = "/a/x", host: String = "shop.example.org", isSecure: Bool = true,
    after seconds: Double = 0
  ) -> String? {
    jar.field(for: target, host: host, isSecure: isSecure, at: now + seconds)
  }

  @Test func `a later cookie of the same name and path takes the place of the former`() {
    #expect(field(jar("a=1", "b=2", "a= 3 ; HttpOnly")) == "b=2; a=3")
    #expect(field(CookieJar()) == nil)
  }

  @Test(arguments: ["", "=1", "a", ";a=1"])
  func `what is no cookie is passed over`(text: String) {
    #expect(field(jar(text)) == nil)
  }

  @Test(
    arguments: [
      ("a=1", ["/a", "/a/", "/a/x", "/a/b/c"], ["/", "/ab", "/b"]),
      ("a=1; Path=/a/b", ["/a/b", "/a/b/c"], ["/a/bc", "/a"]),
      ("a=1; path=/", ["/", "/b"], []),
      ("a=1; Path=nonsense", ["/a/x"], ["/"]),
    ])
  func `a path is matched by whole segments`(text: String, sent: [String], notSent: [String]) {
    for target in sent { #expect(field(jar(text), target + "?q=/a") == "a=1", "\(target)") }
    for target in notSent { #expect(field(jar(text), target + "?q=/a") == nil, "\(target)") }
  }

  @Test func `cookies of longer paths come first`() {
    #expect(field(jar("a=1; Path=/", "b=2; Path=/a", "c=3; Path=/")) == "b=2; a=1; c=3")
  }

  @Test(
    arguments: [
      ("a=1", ["shop.example.org", "SHOP.example.org:8080"], ["example.org", "x.shop.example.org"]),
      ("a=1; Domain=.Example.org", ["shop.example.org", "example.org"], ["badexample.org", "example.com"]),
    ])
  func `a domain is matched by whole labels`(text: String, sent: [String], notSent: [String]) {
    for host in sent { #expect(field(jar(text), host: host) == "a=1", "\(host)") }
    for host in notSent { #expect(field(jar(text), host: host) == nil, "\(host)") }
  }

  @Test func `a cookie of somebody else's domain is not taken`() {
    #expect(jar("a=1; Domain=example.com").values.isEmpty)
    #expect(jar("a=1; Domain=x.shop.example.org").values.isEmpty)
    #expect(jar("a=1; Domain=0.0.1", host: "127.0.0.1").values.isEmpty)
  }

  @Test func `an age in seconds goes before a date, and either ends a cookie`() {
    let past = "Expires=Thu, 01 Jan 1970 00:00:00 GMT"
    let jar = jar("a=1; Max-Age=60; \(past)", "b=2; Expires=Sun, 17 Jan 2027 00:00:00 GMT", "c=3")
    #expect(field(jar, after: 59) == "a=1; b=2; c=3")
    #expect(field(jar, after: 61) == "b=2; c=3")
    #expect(field(jar, after: 10 * 86_400) == "c=3")
  }

  @Test(arguments: ["a=; Max-Age=0", "a=; Max-Age=-1", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
  func `a cookie that has ended is removed`(text: String) {
    #expect(jar("a=1", text).values.isEmpty)
  }

  @Test func `a secure cookie is for secure requests, from which alone it is taken`() {
    #expect(field(jar("a=1; Secure")) == "a=1")
    #expect(field(jar("a=1; Secure"), isSecure: false) == nil)
    #expect(field(jar("a=1; Secure", isSecure: false)) == nil)
  }

  @Test(
    arguments: [
      ("__Host-a=1; Secure; Path=/", true), ("__Host-a=1; Path=/", false), ("__Host-a=1; Secure", false),
      ("__Host-a=1; Secure; Path=/; Domain=shop.example.org", false), ("__Secure-a=1; Secure", true),
      ("__Secure-a=1", false),
    ])
  func `the prefix of a name is taken at its word`(text: String, isKept: Bool) {
    #expect(jar(text).values.isEmpty != isKept)
  }

  @Test func `a test may read and change cookies`() {
    var jar = jar("a=1")
    #expect(jar["a"] == "1")
    jar["a"] = "2"
    #expect(field(jar, "/", host: "anywhere") == "a=2")
    jar.keep([.setCookie: "a=3"], from: "/", host: "anywhere", at: now)
    #expect(field(jar, "/", host: "anywhere") == "a=3")
    jar["a"] = nil
    #expect(jar.values.isEmpty)
  }
}
