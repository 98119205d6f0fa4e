/// What tests throw.
struct TestError: Error {}
