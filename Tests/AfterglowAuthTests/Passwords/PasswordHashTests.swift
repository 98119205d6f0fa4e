import AfterglowAuth
import FoundationEssentials
import Testing

@Suite struct PasswordHashTests {
  private static let text = "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"

  @Test(arguments: [text, "$pbkdf2-sha256$i=600000$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"])
  func `A hash is the text that it was read from`(text: String) throws {
    #expect(try PasswordHash(text).phcString == text)
  }

  @Test(
    arguments: [
      ("", "form"), ("x", "form"), ("lovelace", "form"), ("$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ", "form"),
      (text + "$", "form"), ("x" + text, "form"),
      ("$md5$x$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "scheme"),
      ("$argon2id$v=19$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "scheme"),
      ("$scrypt$ln=4,r=8$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "ln=N,r=N,p=N"),
      ("$scrypt$r=8,ln=4,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "ln=N,r=N,p=N"),
      ("$scrypt$ln=four,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "ln=N,r=N,p=N"),
      ("$scrypt$ln=4,r=8,p=1$$AAAAAAAAAAAAAAAAAAAAAA", "salt has 0 bytes"),
      ("$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAA", "hash has 3 bytes"),
      ("$pbkdf2-sha256$i=1$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAA", "salt isn't Base64"),
      ("$pbkdf2-sha256$i=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAA!", "hash isn't Base64"),
    ] as [(String, String)])
  func `A text that is no hash says what is wrong with it`(text: String, reason: String) {
    let error = #expect(throws: InvalidPasswordHash.self) { try PasswordHash(text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test(
    arguments: [
      "scrypt$ln=40,r=8,p=1", "scrypt$ln=64,r=8,p=1", "scrypt$ln=20,r=8,p=1", "scrypt$ln=0,r=8,p=1",
      "scrypt$ln=-1,r=8,p=1", "scrypt$ln=4,r=0,p=1", "scrypt$ln=4,r=1000000,p=1", "scrypt$ln=15,r=8,p=1000",
      "scrypt$ln=4,r=9223372036854775807,p=9223372036854775807", "scrypt$ln=16,r=1,p=1",
      "scrypt$ln=4,r=17,p=1",
      "scrypt$ln=1,r=8,p=2",
      "pbkdf2-sha256$i=0", "pbkdf2-sha256$i=-1", "pbkdf2-sha256$i=99999999999",
    ])
  func `A cost that nobody can bear is refused before it is paid`(scheme: String) {
    let error = #expect(throws: InvalidPasswordHash.self) {
      try PasswordHash("$\(scheme)$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
    }
    #expect(error?.reason == "its parameters are out of bounds")
  }

  @Test func `It is printed without salt and hash`() throws {
    #expect("\(try PasswordHash(Self.text))" == "$scrypt$ln=4,r=8,p=1$…")
  }

  @Test func `In JSON it is its text`() throws {
    let hash = try PasswordHash(Self.text)
    let json = try JSONEncoder().encode([hash])
    #expect(try JSONDecoder().decode([String].self, from: json) == [Self.text])
    #expect(try JSONDecoder().decode([PasswordHash].self, from: json) == [hash])
  }

  @Test func `In JSON what is no hash is an error that says what is wrong`() {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([PasswordHash].self, from: Data(#"["lovelace"]"#.utf8))
    }
    #expect("\(error as Any)".contains("It is no password hash"))
  }
}
