import Testing

@testable import Registration

@Suite struct EmailAddressTests {
  @Test(
    arguments: [
      "ada@example.org", "ada.lovelace+tag@mail.example.org", "o'neil@example.org",
      "a_b-c=d@xn--bcher-kva.example",
      "Ada@EXAMPLE.org", "root@localhost", "7@1and1.example",
    ])
  func takesTheAddressesPeopleHave(_ text: String) throws {
    #expect(try EmailAddress(text).description == text)
  }

  @Test(
    arguments: [
      "ada@example.org,eve@example.net", "ada@example.org eve@example.net", "ada@example.org;eve@example.net",
      "ada@example.org@example.net", "<ada@example.org>", "Ada <ada@example.org>", "\"a,b\"@example.org",
      "eve%example.net@example.org", "example.net!eve@example.org", "ada(c)@example.org",
      "ada@example.org\teve",
      "group:ada@example.org", "ada@example.org>,<eve@example.net",
    ])
  func neverBecomesTwoRecipients(_ text: String) {
    #expect(throws: InvalidEmailAddress.self) { try EmailAddress(text) }
  }

  @Test(
    arguments: [
      "ada@example.org\r\nBcc: eve@example.net", "ada@example.org\nBcc: eve@example.net",
      "ada@example.org\rBcc: eve@example.net", "ada\0@example.org", "ada@example.org\u{85}",
      "ada@example.org\n",
      "\nada@example.org", "ada@example.org\u{2028}",
    ])
  func neverBecomesAHeaderField(_ text: String) {
    #expect(throws: InvalidEmailAddress.self) { try EmailAddress(text) }
  }

  @Test(
    arguments: [
      "", "@", "ada", "ada@", "@example.org", ".ada@example.org", "ada.@example.org", "a..b@example.org",
      "ada@example..org", "ada@.example.org", "ada@example.org.", "ada@-example.org", "ada@example-.org",
      "ada@exa_mple.org", "ada@127.0.0.1", "ada@[127.0.0.1]", "|sh@example.org", "-oops@example.org",
      "/etc/passwd@example.org",
    ])
  func refusesWhatIsNoAddress(_ text: String) {
    #expect(throws: InvalidEmailAddress.self) { try EmailAddress(text) }
  }

  @Test func keepsToTheLimitOfTheLocalPart() throws {
    let longest = String(repeating: "a", count: 64)
    #expect(try EmailAddress("\(longest)@example.org").localPart == longest)
    #expect(throws: InvalidEmailAddress.self) { try EmailAddress("\(longest)a@example.org") }
  }

  @Test func keepsToTheLimitOfTheWholeAddress() throws {
    let domain = String(repeating: "abcdefghi.", count: 25) + "de"
    #expect(try EmailAddress("a@\(domain)").description.utf8.count == 254)
    #expect(throws: InvalidEmailAddress.self) { try EmailAddress("aa@\(domain)") }
  }

  @Test func keepsToTheLimitOfALabel() throws {
    let longest = String(repeating: "a", count: 63)
    #expect(try EmailAddress("ada@\(longest).org").domain == "\(longest).org")
    #expect(throws: InvalidEmailAddress.self) { try EmailAddress("ada@\(longest)a.org") }
  }

  @Test(arguments: ["ä@example.org", "ada@bücher.example", "ada@example.org\u{301}", "ada@１.example"])
  func saysWhatToDoWithInternationalAddresses(_ text: String) {
    let error = #expect(throws: InvalidEmailAddress.self) { try EmailAddress(text) }
    #expect(error?.reason.contains("xn--") == true)
  }

  @Test func describesWhatItRefusesInOneLine() {
    let error = #expect(throws: InvalidEmailAddress.self) {
      try EmailAddress("ada\r\n" + String(repeating: "x", count: 5000))
    }
    #expect(error?.description.contains(where: \.isNewline) == false)
    #expect((error?.description.count ?? .max) < 300)
  }
}
