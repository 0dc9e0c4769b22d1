import { firstAnswers } from '../first-answers.server';

export const load = async () => ({ firstAnswers: await firstAnswers() });
