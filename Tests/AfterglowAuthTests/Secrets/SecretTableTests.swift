import AfterglowAuth
import Testing

@Suite struct SecretTableTests {
  private let table = SecretTable(["first-secret": 1, "second-secret": 2])

  @Test func `Each secret stands for its value`() {
    #expect(table["first-secret"] == 1)
    #expect(table["second-secret"] == 2)
  }

  @Test(arguments: ["", "first", "first-secret ", "FIRST-SECRET", "third-secret"])
  func `Another text stands for nothing`(text: String) {
    #expect(table[text] == nil)
  }

  @Test func `A secret that looks the same in other bytes is another one`() {
    let table = SecretTable(["caf\u{E9}": 1])
    #expect(table["caf\u{E9}"] == 1)
    #expect(table["cafe\u{301}"] == nil)
  }

  @Test func `It is printed without its secrets`() {
    var printed = "\(table)"
    dump(table, to: &printed)
    #expect(!printed.contains("secret"))
  }
}
