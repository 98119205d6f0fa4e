/// Somebody who may ask for `/me`.
struct Account: Hashable, Sendable {
  let email: String
}
