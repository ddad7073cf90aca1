/** Meals counted: how many eat, and of them how many by each diet. */
import { DIETS, type Diet } from '../kinds/event/logistics-lists.ts';
import type { MealItem } from './items.ts';

export interface MealCounts {
  numbers: number;
  diets: Readonly<Record<Diet, number>>;
}

/** Sums over these meals; what is not filled in counts as none. */
export function countMeals(meals: readonly MealItem[]): MealCounts {
  const sum = (of: (meal: MealItem) => number | null): number => meals.reduce((total, meal) => total + (of(meal) ?? 0), 0);
  const diets = Object.fromEntries(DIETS.map((diet) => [diet, sum((meal) => meal[diet])])) as Record<Diet, number>;
  return { numbers: sum((meal) => meal.numbers), diets };
}
