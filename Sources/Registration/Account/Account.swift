/// A user who may request `/me`.
struct Account: Hashable, Sendable {
  let email: String
}
