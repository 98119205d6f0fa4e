import Testing

@testable import AfterglowAuth

@Suite struct PasswordAdmissionTests {
  /// An admission with a clock of its own.
  private struct Trial {
    var admission: PasswordAdmission
    var now = ContinuousClock.now
    let checksAtOnce: Int

    init(failures: Int = 10, checksAtOnce: Int = 1, maxCounted: Int = 1000) {
      admission = PasswordAdmission(PasswordLimits(failures: failures, maxCounted: maxCounted))
      self.checksAtOnce = checksAtOnce
    }

    /// One check from beginning to end.
    @discardableResult
    mutating func check(
      _ account: String, from address: String?, _ outcome: PasswordAdmission.Outcome = .failed
    ) -> PasswordAdmission.Verdict {
      let source = PasswordSource(account: account, address: address)
      let verdict = admission.begin(source, at: now, checksAtOnce: checksAtOnce)
      if verdict == .admitted { admission.end(source, outcome, at: now) }
      return verdict
    }

    /// How many of so many failing checks are admitted.
    mutating func admitted(
      of count: Int, account: (Int) -> String = { _ in "ada" }, from address: (Int) -> String? = { _ in "a" }
    ) -> Int {
      (0..<count).count { check(account($0), from: address($0)) == .admitted }
    }
  }

  private var trial = Trial()

  @Test mutating func `Ten failures of one address are admitted, whatever the accounts`() {
    #expect(trial.admitted(of: 30, account: { "account \($0)" }) == 10)
    #expect(trial.check("another", from: "a") == .refused(retryAfter: .seconds(6)))
    #expect(trial.check("another", from: "b") == .admitted)
  }

  @Test mutating func `Ten failures for one account are admitted, whatever the addresses`() {
    #expect(trial.admitted(of: 30, from: { "address \($0)" }) == 10)
    #expect(trial.check("ada", from: "another") == .refused(retryAfter: .seconds(6)))
    #expect(trial.check("bob", from: "another") == .admitted)
  }

  @Test mutating func `Failures wear off, and being refused doesn't prolong that`() {
    #expect(trial.admitted(of: 50) == 10)
    trial.now += .seconds(12)
    #expect(trial.admitted(of: 50) == 2)
    trial.now += .seconds(600)
    #expect(trial.admitted(of: 50) == 10)
  }

  @Test mutating func `Who mistypes and then is right begins anew`() {
    for _ in 1...5 {
      #expect(trial.admitted(of: 9) == 9)
      #expect(trial.check("ada", from: "a", .succeeded) == .admitted)
    }
  }

  @Test mutating func `A good account gives its address no more guesses at others`() {
    var guesses = 0
    for number in 1...100 {
      if trial.check("victim \(number)", from: "a") == .admitted { guesses += 1 }
      trial.check("own", from: "a", .succeeded)
    }
    #expect(guesses == 10)
  }

  @Test mutating func `Failing at one's own account and then being right gives no more guesses either`() {
    var guesses = 0
    for second in 1...120 {
      if trial.check("victim \(second)", from: "a") == .admitted { guesses += 1 }
      trial.check("own", from: "a", .failed)
      trial.check("own", from: "a", .succeeded)
      trial.now += .seconds(1)
    }
    #expect(guesses <= 10 + 120 / 6)
  }

  @Test mutating func `The owner's successes give nobody elsewhere more guesses`() {
    var guesses = 0
    for number in 1...100 {
      if trial.check("ada", from: "address \(number)") == .admitted { guesses += 1 }
      trial.check("ada", from: "home", .succeeded)
    }
    #expect(guesses == 10)
  }

  @Test mutating func `Strangers can't lock out an owner whose address is known, for a day`() {
    trial.check("ada", from: "home", .succeeded)
    #expect(trial.admitted(of: 30, from: { "address \($0)" }) == 10)
    #expect(trial.check("ada", from: "home", .succeeded) == .admitted)
    trial.now += .seconds(23 * 3600)
    #expect(trial.admitted(of: 30, from: { "address \($0)" }) == 10)
    #expect(trial.check("ada", from: "home", .abandoned) == .admitted)
    trial.now += .seconds(3600)
    #expect(trial.admitted(of: 30, from: { "address \($0)" }) == 10)
    #expect(trial.check("ada", from: "home") != .admitted)
  }

  @Test mutating func `A known address has no more than its own failures`() {
    trial.check("ada", from: "home", .succeeded)
    #expect(trial.admitted(of: 30, from: { _ in "home" }) == 10)
  }

  @Test mutating func `Without an address the account is counted, and a success takes back itself alone`() {
    #expect(trial.admitted(of: 9, from: { _ in nil }) == 9)
    #expect(trial.check("ada", from: nil, .succeeded) == .admitted)
    #expect(trial.admitted(of: 9, from: { _ in nil }) == 1)
  }

  @Test mutating func `A check that didn't take place counts for nothing`() {
    for _ in 1...50 { #expect(trial.check("ada", from: "a", .abandoned) == .admitted) }
  }

  @Test func `No more than so many run at once, and those that wait count for nothing`() {
    var trial = Trial(checksAtOnce: 2)
    let sources = (0..<40).map { PasswordSource(account: "account \($0)", address: "a") }
    let verdicts = sources.map { trial.admission.begin($0, at: trial.now, checksAtOnce: 2) }
    #expect(verdicts.prefix(2) == [.admitted, .admitted])
    #expect(verdicts.dropFirst(2).allSatisfy { $0 == .busy })
    for source in sources.prefix(2) { trial.admission.end(source, .failed, at: trial.now) }
    #expect(trial.admission.runningChecks == 0)
    #expect(trial.admitted(of: 30) == 8)
  }

  @Test func `Many checks at once are no way around the count`() {
    var trial = Trial(checksAtOnce: 100)
    let source = PasswordSource(account: "ada", address: "a")
    let verdicts = (0..<50).map { _ in trial.admission.begin(source, at: trial.now, checksAtOnce: 100) }
    #expect(verdicts.count { $0 == .admitted } == 10)
  }

  @Test func `However many accounts and addresses are made up, no more than so many are kept`() {
    var trial = Trial(maxCounted: 100)
    for number in 0..<5000 {
      let outcome = number.isMultiple(of: 2) ? PasswordAdmission.Outcome.failed : .succeeded
      trial.check("account \(number)", from: "address \(number)", outcome)
      #expect(trial.admission.count <= 200)
    }
  }

  @Test(arguments: [("ada", "ADA"), ("\u{E9}va", "e\u{301}va")])
  func `Spellings that services take for one account are one`(one: String, other: String) {
    #expect(PasswordSource(account: one, address: "a") == PasswordSource(account: other, address: "a"))
  }

  @Test func `A long name of disordered marks takes no time to speak of`() {
    // CPU time that grows with the square would be some seconds.
    let marks = String(repeating: "\u{301}\u{323}", count: 25_000)
    let clock = ContinuousClock()
    let duration = clock.measure { _ = PasswordSource(account: "a" + marks, address: nil) }
    #expect(duration < .seconds(2))
  }

  @Test(arguments: [(1, 1), (4, 1), (8, 2), (24, 6)])
  func `A quarter of the workers check passwords, and at least one`(workers: Int, checks: Int) {
    #expect(PasswordLimits().checksAtOnce(ofWorkers: workers) == checks)
    #expect(PasswordLimits(checksAtOnce: 3).checksAtOnce(ofWorkers: workers) == 3)
  }
}
