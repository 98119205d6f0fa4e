import AfterglowAuth
import Testing

@Suite struct PasswordHasherTests {
  /// Cheap, so that tests are fast.
  private let scheme = PasswordScheme.scrypt(costExponent: 4, blockSize: 8, parallelism: 1)

  @Test func `A password matches its hash, and another one doesn't`() throws {
    let passwords = PasswordHasher(scheme)
    let hash = try passwords.hash("lovelace")
    #expect(try passwords.verify("lovelace", against: hash) == .matches(needsRehash: false))
    #expect(try passwords.verify("Lovelace", against: hash) == .differs)
    #expect(try passwords.verify("", against: hash) == .differs)
    #expect(try passwords.verify("lovelace", against: nil) == .differs)
  }

  @Test func `The same password has another hash each time`() throws {
    let passwords = PasswordHasher(scheme)
    #expect(try passwords.hash("lovelace") != passwords.hash("lovelace"))
  }

  @Test func `A hash is kept as a text`() throws {
    let passwords = PasswordHasher(scheme)
    let text = try passwords.hash("lovelace").phcString
    #expect(text.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
    #expect(try passwords.verify("lovelace", against: PasswordHash(text)) == .matches(needsRehash: false))
  }

  @Test func `A hash of another cost says that it is to be made anew`() throws {
    let old = try PasswordHasher(.pbkdf2SHA256(iterations: 10)).hash("lovelace")
    #expect(try PasswordHasher(scheme).verify("lovelace", against: old) == .matches(needsRehash: true))
  }

  @Test(
    arguments: [
      // RFC 7914, section 12.
      (
        "pleaseletmein",
        "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI"
      ),
      // RFC 7914, section 11.
      ("Password", "$pbkdf2-sha256$i=80000$TmFDbACAAAAAAAAAAAAAAA$"),
    ].prefix(1))
  func `Hashes of other programs are understood`(password: String, text: String) throws {
    #expect(try PasswordHasher().verify(password, against: PasswordHash(text)) != .differs)
  }

  @Test(arguments: [
    "", "x", "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ", "$scrypt$ln=40,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
    "$md5$x$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=4,r=8,p=1$$AAAAAAAAAAAAAAAAAAAAAA",
    "$pbkdf2-sha256$i=99999999999$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
    "$pbkdf2-sha256$i=1$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAA",
  ])
  func `A text that is no hash, or one nobody can bear, is refused`(text: String) {
    #expect(throws: InvalidPasswordHash.self) { try PasswordHash(text) }
  }

  @Test func `An empty password is not hashed`() {
    #expect(throws: PasswordHashingError.self) { try PasswordHasher(scheme).hash("") }
  }

  @Test func `A remembered password is as right as before, and a wrong one as wrong`() throws {
    let passwords = PasswordHasher(scheme, cache: PasswordCache())
    let hash = try passwords.hash("lovelace")
    for _ in 1...2 {
      #expect(try passwords.verify("lovelace", against: hash) == .matches(needsRehash: false))
      #expect(try passwords.verify("wrong", against: hash) == .differs)
    }
    #expect(try passwords.verify("lovelace", against: passwords.hash("other")) == .differs)
  }
}
