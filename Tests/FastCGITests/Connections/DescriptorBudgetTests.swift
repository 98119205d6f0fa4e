import Testing

@testable import FastCGI

/// How many kept connections a process has descriptors for.
@Suite struct DescriptorBudgetTests {
  @Test func `kept connections get descriptors above the soft limit`() {
    let budget = DescriptorBudget(softLimit: 64, hardLimit: 1064, workers: 4)
    #expect(budget.roomAboveSoftLimit == 1000)
    // Those in the four workers' hands are above it as well; 64 / 2 - 8 - 16 are below it.
    #expect(budget.keptConnectionLimit == 996 + 8)
  }

  @Test func `where the limits are the same, at most half of the descriptors are for them`() {
    let budget = DescriptorBudget(softLimit: 64, hardLimit: 64, workers: 4)
    #expect(budget.roomAboveSoftLimit == 0)
    #expect(budget.keptConnectionLimit == 8)
  }

  @Test(arguments: [(8, 8), (0, 0), (64, 8)])
  func `with too few descriptors none is kept`(softLimit: Int, hardLimit: Int) {
    let budget = DescriptorBudget(softLimit: softLimit, hardLimit: hardLimit, workers: 20)
    #expect(budget.keptConnectionLimit == 0)
    #expect(budget.roomAboveSoftLimit == 0)
    #expect(budget.idleConnectionLimit > 0)
  }

  @Test(arguments: [(64, Int.max), (Int.max, Int.max), (1 << 20, 1 << 20)])
  func `however many there may be, 4096 are enough`(softLimit: Int, hardLimit: Int) {
    let budget = DescriptorBudget(softLimit: softLimit, hardLimit: hardLimit, workers: 4)
    #expect(budget.keptConnectionLimit == 4096)
    #expect(budget.roomAboveSoftLimit <= 4100)
  }

  @Test func `a web server that asks is told of the connections with workers as well`() {
    let budget = DescriptorBudget(softLimit: 64, hardLimit: 64, workers: 4)
    #expect(budget.capacity(workers: 4) == ServerCapacity(connections: 12, requests: 4))
  }
}
