export { type Built, buildAssignment } from "./build.ts";
