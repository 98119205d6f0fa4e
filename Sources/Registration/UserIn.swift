import Afterglow

/// The data that a user sends to register.
struct UserIn: Content {
  var email: String
  var password: String

  /// The address, checked so that a message can be sent to it.
  ///
  /// - Throws: `ValidationError`, a 400 that says what is wrong with the address.
  var emailAddress: EmailAddress {
    get throws {
      do throws(InvalidEmailAddress) {
        return try EmailAddress(email)
      } catch {
        throw ValidationError([
          ValidationFailure(
            type: "email", location: [.key("email")],
            message: "Input should be a valid e-mail address: \(error.reason)", input: .string(email))
        ])
      }
    }
  }
}
