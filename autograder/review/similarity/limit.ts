/** From here on two answers are shown as alike: on the generated benchmark it finds most copies and hardly a false pair. */
export const suspicious = 0.4;
