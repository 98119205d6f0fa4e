import Afterglow
import AfterglowAuth
import Synchronization

struct SignUp: Content, Validatable {
  var name: String
  var email: String
  var password: String

  static let rules = ValidationRules<SignUp> { rules in
    rules.check(\.name, "name", .length(2...40), .pattern("[a-z]+"))
    rules.check(\.email, "email", .email)
    rules.check(\.password, "password", .length(8...200))
    rules.whole("The password must not be the name", at: "password") { $0.password != $0.name }
  }
}

struct LogIn: Content {
  var name: String
  var password: String
}

struct Member: RoleHolder {
  var name: String
  var email: String
  var hash: PasswordHash
  var roles: Set<String>
}

/// Who has signed up; the first one is the moderator.
final class Members: Sendable {
  private let passwords: PasswordChecker
  private let byName = Mutex<[String: Member]>([:])

  init(passwords: PasswordChecker) {
    self.passwords = passwords
  }

  func add(_ signUp: SignUp) throws -> Member {
    let hash = try passwords.hash(signUp.password)
    return try byName.withLock { members in
      guard members[signUp.name] == nil else {
        throw HTTPError(.conflict, detail: "There is a \(signUp.name) already.")
      }
      let roles: Set<String> = members.isEmpty ? ["moderator"] : []
      let member = Member(name: signUp.name, email: signUp.email, hash: hash, roles: roles)
      members[member.name] = member
      return member
    }
  }

  func find(_ name: String) -> Member? { byName.withLock { $0[name] } }

  func verified(_ login: LogIn, _ request: Request) throws -> Member? {
    let member = find(login.name)
    let verification = try passwords.verify(
      login.password, of: login.name, against: member?.hash, for: request)
    return verification == .differs ? nil : member
  }
}
