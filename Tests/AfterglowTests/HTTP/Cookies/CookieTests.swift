import Afterglow
import Testing

@Suite struct CookieTests {
  @Test func `By default a cookie is for this host, over HTTPS, hidden from scripts, and lax`() throws {
    #expect(try Cookie("a", "1").setCookieText == "a=1; Path=/; Secure; HttpOnly; SameSite=Lax")
  }

  @Test func `Each attribute can be given`() throws {
    let cookie = try Cookie(
      "a", "1", path: "/shop", domain: "example.org", maxAge: .seconds(60), sameSite: .none, partitioned: true
    )
    #expect(
      cookie.setCookieText
        == "a=1; Path=/shop; Domain=example.org; Max-Age=60; Secure; HttpOnly; SameSite=None; Partitioned")
  }

  @Test func `Each attribute can be left out`() throws {
    let cookie = try Cookie("a", "1", secure: false, httpOnly: false, sameSite: .strict)
    #expect(cookie.setCookieText == "a=1; Path=/; SameSite=Strict")
  }

  @Test(arguments: [
    (Duration.milliseconds(1), "1"), (.milliseconds(1500), "2"), (.seconds(2), "2"), (.zero, "0"),
    (.seconds(-5), "0"),
  ])
  func `The age is in whole seconds, and none that is left becomes none`(age: Duration, text: String) throws {
    #expect(try Cookie("a", "1", maxAge: age).setCookieText.contains("; Max-Age=\(text); "))
  }

  @Test(arguments: ["", "a b", "a=b", "a;b", "a\r\nb", "a\0", "ü", "a,b", "\"a\"", "a/b"])
  func `A name that is no token is refused`(name: String) {
    #expect(throws: CookieError.invalidName(name)) { try Cookie(name, "1") }
  }

  @Test(arguments: [
    "a b", "a\r\nSet-Cookie: b=1", "a\n", "a\0b", "a;b", "a,b", "a\"b", "a\\b", "ü", "\"", "\"a", "a\"",
    "a\u{7F}", "\t",
  ])
  func `A value that could be read as something else is refused`(value: String) {
    #expect(throws: CookieError.invalidValue(name: "a")) { try Cookie("a", value) }
  }

  @Test(arguments: ["", "dark", "\"dark\"", "\"\"", "a=b", "!#$%&'()*+-./:<=>?@[]^_`{|}~"])
  func `A value that clients give back as it is goes out as it is`(value: String) throws {
    #expect(try Cookie("a", value).setCookieText.hasPrefix("a=\(value); "))
  }

  @Test(arguments: ["", "shop", "/a;b", "/a b", "/\r\n", "/ü"])
  func `A path that is none is refused`(path: String) {
    #expect(throws: CookieError.invalidPath(path)) { try Cookie("a", "1", path: path) }
  }

  @Test(arguments: [
    "", ".example.org", "example..org", "example.org; Secure", "a b", "-a.org", "ü.de", "example.org.",
  ])
  func `A domain that is no host's name is refused`(domain: String) {
    #expect(throws: CookieError.invalidDomain(domain)) { try Cookie("a", "1", domain: domain) }
  }

  @Test func `Name and value together have up to 4096 bytes`() throws {
    let value = String(repeating: "x", count: 4095)
    #expect(try Cookie("a", value).value == value)
    #expect(throws: CookieError.tooLarge(name: "a", size: 4097)) { try Cookie("a", value + "x") }
  }

  @Test(arguments: ["__Secure-a", "__Host-a", "__HOST-a", "__secure-a"])
  func `A cookie whose name promises that it is secure has to be`(name: String) {
    #expect(throws: CookieError.notSecure(name: name)) { try Cookie(name, "1", secure: false) }
  }

  @Test func `A cookie of the host alone has no other path, and no domain`() throws {
    let name = "__Host-a"
    #expect(try Cookie(name, "1").name == name)
    #expect(throws: CookieError.notOfHost(name: name)) { try Cookie(name, "1", path: "/a") }
    #expect(throws: CookieError.notOfHost(name: name)) { try Cookie(name, "1", domain: "example.org") }
  }

  @Test func `A cookie for other sites has to be secure`() {
    #expect(throws: CookieError.notSecure(name: "a")) { try Cookie("a", "1", secure: false, sameSite: .none) }
  }

  @Test func `A partitioned cookie has to be secure`() {
    #expect(throws: CookieError.notSecure(name: "a")) {
      try Cookie("a", "1", secure: false, partitioned: true)
    }
  }

  @Test func `What is refused is told without the value`() {
    let error = #expect(throws: CookieError.self) { try Cookie("token", "secret;") }
    #expect(error?.description.contains("'token'") == true)
    #expect(error?.description.contains("secret") == false)
  }
}
