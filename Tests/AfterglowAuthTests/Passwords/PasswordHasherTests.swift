import AfterglowAuth
import Glibc
import Testing

@Suite struct PasswordHasherTests {
  /// Cheap, so that tests are fast.
  private let scheme = PasswordScheme.scrypt(costExponent: 4, blockSize: 8, parallelism: 1)

  private func verify(_ password: String, against hash: PasswordHash?) throws -> PasswordVerification {
    try PasswordHasher(scheme).verify(password, against: hash)
  }

  @Test(
    arguments: [
      .scrypt(costExponent: 4, blockSize: 8, parallelism: 1),
      .scrypt(costExponent: 4, blockSize: 16, parallelism: 1),
      .scrypt(costExponent: 2, blockSize: 32, parallelism: 2),
      .scrypt(costExponent: 15, blockSize: 1, parallelism: 16), .standard, .strongScrypt,
      .pbkdf2SHA256(iterations: 1),
    ] as [PasswordScheme])
  func `A password matches its hash`(scheme: PasswordScheme) throws {
    let passwords = PasswordHasher(scheme)
    let hash = try passwords.hash("lovelace")
    #expect(try passwords.verify("lovelace", against: hash) == .matches(needsRehash: false))
  }

  @Test(arguments: ["Lovelace", "lovelac", "lovelace ", "", "lovelace\u{0}"])
  func `Another one doesn't`(password: String) throws {
    let hash = try PasswordHasher(scheme).hash("lovelace")
    #expect(try verify(password, against: hash) == .differs)
  }

  @Test func `Without a hash none matches, not even the one that is hashed in its place`() throws {
    for password in ["", "lovelace", "no password"] {
      #expect(try verify(password, against: nil) == .differs)
    }
  }

  @Test func `A user that there isn't costs as much as a wrong password`() throws {
    let passwords = PasswordHasher(.scrypt(costExponent: 13, blockSize: 8, parallelism: 2))
    let hash = try passwords.hash("lovelace")
    let wrong = try cpuTime { _ = try passwords.verify("wrong", against: hash) }
    let unknown = try cpuTime { _ = try passwords.verify("wrong", against: nil) }
    let empty = try cpuTime { _ = try passwords.verify("", against: hash) }
    #expect(unknown > wrong / 3 && unknown < wrong * 3)
    #expect(empty > wrong / 3 && empty < wrong * 3)
  }

  /// The least time of three, in seconds that this thread computed: it doesn't depend on what else the machine does.
  private func cpuTime(_ body: () throws -> Void) throws -> Double {
    try (1...3).map { _ in
      let before = threadTime()
      try body()
      return threadTime() - before
    }.min() ?? 0
  }

  private func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test func `The same password has another hash each time`() throws {
    let passwords = PasswordHasher(scheme)
    #expect(try passwords.hash("lovelace") != passwords.hash("lovelace"))
  }

  @Test func `A hash is kept as a text`() throws {
    let text = try PasswordHasher(scheme).hash("lovelace").phcString
    #expect(text.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
    #expect(try verify("lovelace", against: PasswordHash(text)) == .matches(needsRehash: false))
  }

  @Test func `A hash of another cost says that it is to be made anew`() throws {
    let old = try PasswordHasher(.pbkdf2SHA256(iterations: 10)).hash("lovelace")
    #expect(try verify("lovelace", against: old) == .matches(needsRehash: true))
  }

  /// RFC 7914, section 12, and what Python's hashlib makes.
  @Test(
    arguments: [
      (
        "pleaseletmein",
        "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU"
          + "$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"
      ),
      (
        "Password",
        "$pbkdf2-sha256$i=80000$TmFDbE5hQ2w"
          + "$Q9X5TYm7APo3Dt8GKWvPSYeqRflNEgQlbgcO4aAyBjqH7XhjnZ6PYPuuQ66d9W5hh0y2dntoqh6miMTZTCB0ug"
      ),
    ])
  func `Hashes of other programs are understood`(password: String, text: String) throws {
    #expect(try verify(password, against: PasswordHash(text)) == .matches(needsRehash: true))
  }

  @Test(arguments: ["", "love\u{0}lace", "lovelace\u{0}"])
  func `An empty password, and one with a NUL, is not hashed`(password: String) {
    #expect(throws: PasswordHashingError.self) { try PasswordHasher(scheme).hash(password) }
  }

  @Test func `A remembered password is as right as before, and a wrong one as wrong`() throws {
    let passwords = PasswordHasher(scheme, cache: PasswordCache())
    let hash = try passwords.hash("lovelace")
    for _ in 1...2 {
      #expect(try passwords.verify("lovelace", against: hash) == .matches(needsRehash: false))
      #expect(try passwords.verify("wrong", against: hash) == .differs)
      #expect(try passwords.verify("", against: hash) == .differs)
    }
    #expect(try passwords.verify("lovelace", against: passwords.hash("other")) == .differs)
  }
}
