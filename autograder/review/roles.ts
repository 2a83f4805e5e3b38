export type Role = "student" | "mentor" | "lead";

export interface Rule {
  method: "GET" | "POST";
  /** As Hono writes it. */
  path: string;
  roles: readonly Role[];
}

const everyone = ["student", "mentor", "lead"] as const;
const staff = ["mentor", "lead"] as const;
const leads = ["lead"] as const;
const students = ["student"] as const;

/**
 * Every page behind the entrance and who may open it; what is not listed does not exist for anybody.
 *
 * A student's pages name no student: they show the work of whoever is logged in.
 */
export const rules: readonly Rule[] = [
  { method: "GET", path: "/", roles: everyone },
  { method: "GET", path: "/me/:assignment", roles: students },
  { method: "POST", path: "/me/:assignment/:question/messages", roles: students },
  { method: "GET", path: "/requests", roles: staff },
  { method: "GET", path: "/overview/:assignment", roles: staff },
  { method: "GET", path: "/overview/:assignment/chart/:name", roles: staff },
  { method: "GET", path: "/overview/:assignment/grades.csv", roles: leads },
  { method: "GET", path: "/a/:assignment", roles: staff },
  { method: "POST", path: "/a/:assignment/releases", roles: leads },
  { method: "GET", path: "/a/:assignment/:question", roles: staff },
  { method: "GET", path: "/a/:assignment/:question/rubric", roles: staff },
  { method: "POST", path: "/a/:assignment/:question/rubric", roles: staff },
  { method: "GET", path: "/a/:assignment/:question/alike", roles: staff },
  { method: "GET", path: "/a/:assignment/:question/alike/:a/:b", roles: staff },
  { method: "POST", path: "/a/:assignment/:question/groups/:code", roles: staff },
  { method: "POST", path: "/a/:assignment/:question/assign", roles: staff },
  { method: "POST", path: "/a/:assignment/:question/s/:code/assign", roles: staff },
  { method: "GET", path: "/a/:assignment/:question/s/:code", roles: staff },
  { method: "POST", path: "/a/:assignment/:question/s/:code", roles: staff },
  { method: "GET", path: "/a/:assignment/:question/s/:code/preview", roles: staff },
  { method: "POST", path: "/a/:assignment/:question/s/:code/messages", roles: staff },
  { method: "GET", path: "/a/:assignment/:question/s/:code/chart/:cell/:output", roles: staff },
];

const patterns = rules.map((rule) => ({
  rule,
  pattern: new RegExp(`^${rule.path.replace(/:[a-z]+/g, "[^/]+")}$`),
}));

/** The rule of an address; fixed parts go before names, so `/rubric` is never taken for a question's. */
export function ruleFor(method: string, path: string): Rule | undefined {
  const asked = method === "HEAD" ? "GET" : method;
  return patterns.find(({ rule, pattern }) => rule.method === asked && pattern.test(path))?.rule;
}
